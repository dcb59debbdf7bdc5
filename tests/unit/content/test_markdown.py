"""Lesson text becomes the markup of the components; nothing unsafe passes."""

import re

import pytest

from elearning.content.checks import examine, surroundings
from elearning.content.markdown import placed, with_id_prefix
from tests.unit.content.conftest import LESSON, TODAY

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\0" * 2_000


def test_a_lesson_wears_the_classes_of_the_components(package):
    html = package.html()

    for part in (
        '<p class="rich-text__lead">Bu Sari',
        '<p class="rich-text__goal"><b>Setelah langkah ini</b> Anda dapat menulis pengumuman antrean.</p>',
        '<h2 id="tiga-pertanyaan">Tiga pertanyaan</h2>',
        '<table class="data-table"><caption id="tabel-1"><span>Tabel 1.</span> <span>Batas waktu.</span> </caption>',
        '<th class="is-number" scope="col">Hari</th>',
        '<th scope="row">Surat sulit</th><td class="is-number">14</td>',
        "<figcaption><b>Gambar 1.</b> <span>Datang, lalu dipanggil.</span> </figcaption>",
        '<h3 class="try-first__title" id="coba-1">',
        '<details class="disclosure"><summary class="disclosure__button"><span>Bandingkan</span>',
        "<span>Benar.</span></b> Warga belum tahu kapan dipanggil.",
        "<span>Belum tepat.</span></b> Sudah ada: di pintu.",
        '<use href="icons.svg#pencil"/>',
        '<p class="rich-text__source">Sumber: Aturan Rekaan Nomor 1.</p>',
    ):
        assert part in html, part


def test_quotation_marks_are_set_as_in_print(package):
    html = package.html()

    assert "“Nomor antrean lewat aplikasi” dan pulang" in html
    assert "“Ambil nomor di pintu.” Periksa" in html


def test_a_table_box_is_a_named_region_that_the_keyboard_reaches(package):
    html = package.html()

    box = re.search(r'<div [^>]*class="table-box"[^>]*>', html)[0]

    assert all(part in box for part in ('role="region"', 'tabindex="0"', 'aria-labelledby="tabel-1"'))


def test_terms_lead_to_their_meaning_and_back(package):
    html = package.html()

    assert '<a class="term" href="#istilah-loket" id="ke-istilah-loket">loket</a>' in html
    assert '<dt id="istilah-sla">SLA</dt><dd>Batas waktu layanan yang <em>dijanjikan</em>.' in html
    assert '<a aria-label="Kembali ke bacaan: SLA" href="#ke-istilah-sla">↩</a>' in html
    assert html.count('id="ke-istilah-sla"') == 1
    assert '<a class="term" href="#istilah-sla">biasa</a>' in html


def test_footnotes_lead_there_and_back(package):
    html = package.html()

    assert 'href="#fn-1"' in html
    assert 'id="fn-1"' in html
    assert 'href="#fnref-1"' in html
    assert 'id="fnref-1"' in html


def test_every_id_of_a_lesson_is_unique_and_every_inner_link_has_its_target(package):
    package.add_to_lesson("## Tiga pertanyaan\n\n## Istilah\n\n## Catatan\n\n/// coba | Lagi\nYa.\n///")
    html = package.html()

    ids = re.findall(r'\sid="([^"]+)"', html)
    targets = re.findall(r'\shref="#([^"]+)"', html) + re.findall(r'aria-labelledby="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)


def test_an_id_prefix_keeps_links_within_the_text(package):
    html = with_id_prefix(package.html(), "m1")

    ids = set(re.findall(r'\sid="([^"]+)"', html))
    targets = set(re.findall(r'\shref="#([^"]+)"', html)) | set(re.findall(r'aria-labelledby="([^"]+)"', html))

    assert all(each.startswith("m1-") for each in ids | targets)
    assert targets <= ids


def test_links_between_steps_are_placed_by_the_page(package):
    html = placed(package.html(), media="/m/", steps="/kursus/kk/")

    assert '<a href="/kursus/kk/kuis-antre">ke kuis</a>' in html
    assert "steps:" not in html


def test_outside_links_say_that_they_lead_outside(package):
    package.add_to_lesson("[Pedoman](https://contoh.example/a?b=1&c=2), [telepon](tel:08000000017).")

    html = package.html()

    assert '<a href="https://contoh.example/a?b=1&amp;c=2" rel="external noopener noreferrer">Pedoman</a>' in html
    assert '<a href="tel:08000000017">telepon</a>' in html


def test_task_lists_are_words_and_icons_not_inputs(package):
    package.add_to_lesson("- [ ] Tulis\n- [x] Baca **ini**")

    html = package.html()

    assert '<span class="visually-hidden">belum: </span>Tulis' in html
    assert '<span class="visually-hidden">sudah: </span>Baca <strong>ini</strong>' in html
    assert "<input" not in html


def test_a_self_check_gives_feedback_without_fields_and_without_marks(package):
    html = package.html()

    box = html[html.index('class="self-check"') : html.index("Tidak dinilai.")]
    assert box.count("<details") == 2
    assert not re.search(r"<(form|input|button|fieldset)", box)


def test_block_titles_follow_the_outline_of_headings(package):
    package.add_to_lesson("### Lebih dalam\n\n/// coba | Uji\nYa.\n///")

    assert '<h4 class="try-first__title" id="coba-2">' in package.html()


def test_an_example_shows_parts_and_prose(package):
    package.add_to_lesson("/// contoh | Surat\nPembuka.\n\nAkui\n:   Kami paham.\n///")

    html = package.html()

    assert '<p class="example__head">Surat</p><div class="example__body"><p>Pembuka.</p></div>' in html
    assert '<dl class="example__parts"><dt>Akui</dt><dd>Kami paham.</dd></dl>' in html


def test_a_photograph_has_its_measures_waits_and_tells_its_weight(package):
    package.write("media/loket.png", PNG)
    package.add_to_lesson("![Orang di loket](media/loket.png)\n/// caption\nPagi hari.\n///")

    html = package.html()

    image = re.search(r'<img [^>]*src="media:loket.png"[^>]*>', html)[0]
    assert all(part in image for part in ('width="640"', 'height="480"', 'loading="lazy"', 'alt="Orang di loket"'))
    assert '<b>Foto 1.</b> <span>Pagi hari.</span> <span class="soft small">2 KB</span>' in html
    assert package.examine().lessons["antre-tanpa-bingung"].photographs == ("media/loket.png",)


def test_a_drawing_stands_in_the_page_under_the_name_that_the_lesson_gives_it(package):
    html = package.html()

    assert '<svg class="drawing" viewBox="0 0 400 100" role="img" aria-labelledby="gambar-1-judul">' in html
    assert '<title id="gambar-1-judul">Dua lingkaran berurutan</title>' in html


def test_words_are_those_of_the_author_with_answers_and_without_summary_and_glossary(package):
    before = package.examine().lessons["antre-tanpa-bingung"].words
    package.add_to_lesson(
        "Satu dua [[loket]] — *empat* 5.\n\n//// jawaban | Enam\ntujuh\n////\n\n/// ringkasan | Bukan\nini\n///"
    )

    assert package.examine().lessons["antre-tanpa-bingung"].words == before + 7


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<script>alert(1)</script>", "raw-html"),
        ("<b onclick=alert(1)>x</b>", "raw-html"),
        ("<img src=x onerror=alert(1)>", "raw-html"),
        ("<!-- rahasia -->", "raw-html"),
        ("[x](javascript:alert(1))", "bad-link"),
        ("[x](JaVaScRiPt:alert(1))", "bad-link"),
        ("[x](data:text/html;base64,AAAA)", "bad-link"),
        ("[x](//jahat.example)", "bad-link"),
        ("[x](../course.yaml)", "bad-link"),
        ("[x][r]\n\n[r]: vbscript:x", "bad-link"),
        ("![x](https://jauh.example/a.png)", "picture-outside"),
        ("![x](media/../course.yaml)", "picture-outside"),
        ("![x](/etc/passwd)", "picture-outside"),
        ("![x](drawing:0)", "picture-outside"),
        ("![](media/urutan.svg)", "missing-alt"),
        ("![x](media/hilang.svg)", "missing-media"),
        ("Teks ![x](media/urutan.svg) lagi", "inline-picture"),
        ("[[bukan istilah]]", "unknown-term"),
        ("[[SLA", "bad-term"),
        ("Catatan[^9].", "unknown-footnote"),
        ("# Besar", "heading-level"),
        ("##### Kecil", "heading-level"),
        ("## Datar\n\n#### Melompat", "heading-level"),
        ("/// caption\nTersesat.\n///", "lost-caption"),
        ("/// catatan\nx\n///", "bad-block"),
        ("/// contoh\nx", "bad-block"),
        ("///", "bad-block"),
        ("/// coba\n/// jawaban\nx\n///\n///", "bad-block"),
        ("/// contoh | x\n    attrs: {onclick: alert(1)}\n\nx\n///", "bad-block"),
        ("/// cek-diri | x?\nTanpa daftar.\n///", "self-check"),
        ("/// cek-diri | x?\n- ( ) a :: b\n- ( ) c :: d\n///", "self-check"),
        ("/// cek-diri | x?\n- (x) a :: b\n- ( ) c\n///", "self-check"),
        ("/// cek-diri | x?\n- (x) a :: b\n- c :: d\n///", "self-check"),
        ("/// cek-diri\n- (x) a :: b\n- ( ) c :: d\n///", "self-check"),
    ],
)
def test_what_must_not_pass_is_an_error_at_its_own_line(package, text, code):
    package.add_to_lesson(text)
    first = package.read(LESSON).split("/// ringkasan")[0].count("\n") - text.count("\n") - 1

    problems = [p for p in package.examine().problems if p.code == code]

    assert problems
    assert any(first <= p.line <= first + text.count("\n") + 1 for p in problems), (first, problems)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<a href='javascript:alert(1)' onmouseover=alert(1)>x</a>",
        '[x](javascript:alert(1) "title" onclick=alert(1))',
        '![x" onerror="alert(1)](media/urutan.svg)',
        "<svg><script>alert(1)</script></svg>",
        "<style>*{display:none}</style><iframe src=x></iframe>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<i class="icon-x"></i><img src="drawing:0">',
        "/// contoh | <script>alert(1)</script>\n<script>x</script>\n///",
        "/// cek-diri | <b onclick=x>?</b>\n- (x) <script>a</script> :: <img src=x onerror=y>\n- ( ) b :: c\n///",
        "[[SLA|<script>alert(1)</script>]]",
        "[^x]\n\n[^x]: <script>alert(1)</script>",
        "| <script>a</script> | b |\n|---|---|\n| <img onerror=x> | d |",
        "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 <div onclick=x>",
        '`<script>` dan `"onclick=x`',
        '<https://x.example/"onmouseover=alert(1)>',
        "Istilah\n:   <object data=x></object>",
    ],
)
def test_no_active_markup_reaches_the_page(package, text):
    package.add_to_lesson(text)

    html = package.html()

    tags = re.findall(r"<[a-zA-Z/][^>]*>", html)
    assert not [tag for tag in tags if re.match(r"</?(script|style|iframe|object|form|input|link|meta|base)\b", tag)]
    assert not [tag for tag in tags if re.search(r"[\s\"'/]on\w+\s*=", re.sub(r'"[^"]*"', '""', tag))]
    assert not re.search(r'(?:href|src)="\s*(?:javascript|data|vbscript)', html, re.IGNORECASE)


def test_a_mountain_of_quotes_is_a_problem_and_no_traceback(package):
    package.add_to_lesson(">" * 3_000 + " tinggi")

    assert package.examine().problems is not None


def test_rendering_twice_gives_the_same_bytes(package):
    assert package.html() == package.html()


def test_a_course_in_english_speaks_english(package):
    package.replace("course.yaml", "language: id", "language: en")

    assert "<b>After this step</b> you can" in package.html()


def test_glossary_terms_in_a_quiz_are_plain_words(package):
    package.replace("modules/01-antre/09-kuis.quiz.yaml", "stem: Urutkan.", 'stem: "Urutkan menurut [[SLA]]."')

    quiz = examine(package.root, surroundings(package.root.parent, TODAY)).quizzes["kuis-antre"]

    assert quiz.questions["antre-urut"]["stem"] == "<p>Urutkan menurut <span>SLA</span>.</p>"


def test_the_goal_stands_behind_what_an_opening_with_a_colon_announces(package):
    package.replace(
        LESSON,
        'Bu Sari berdiri di depan [[loket]]. Ia membaca "Nomor antrean lewat aplikasi" dan pulang.',
        "Bu Sari membaca:\n\n> Nomor antrean lewat aplikasi.",
    )
    html = package.html()
    assert html.index("Bu Sari membaca") < html.index("<blockquote") < html.index("rich-text__goal")
