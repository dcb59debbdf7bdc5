// After a refused form the summary of errors takes the focus, so that it is read first.
export function attach(summary) {
  summary.focus();
}
