// Attaches each module named in data-module ("menu", or "timer confirm-leave") to its element; what fails leaves the rest working.
for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    try {
      modules[name]?.(element);
    } catch (error) {
      console.error(`module ${name}`, error);
    }
  }
}
