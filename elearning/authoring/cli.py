"""`flask courses …`: what lies in `courses/`, what is wrong with it, its import, and whether it is offered. `check` and `list`
need no database.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app

from elearning.authoring.queries.courses import course_row
from elearning.authoring.services import CourseSync, SyncOutcome, SyncReport, import_packages, look_at
from elearning.catalog.models import Course
from elearning.catalog.services import Withdrawing, offer_course_again, withdraw_course
from elearning.content.checks import Examination, Surroundings, examine, surroundings
from elearning.content.loader import course_folders
from elearning.content.problems import Problem, has_errors
from elearning.content.summary import summarise
from elearning.core.clock import local_date, now
from elearning.core.commands import DAY, CommandGroup, print_json
from elearning.core.site import settings
from elearning.extensions import db

cli = CommandGroup(
    "courses", help="Periksa, daftar, dan impor paket kursus di folder courses/; tarik kursus dari katalog."
)


@cli.command("check")
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help='Cetak satu objek JSON: {"problems": [...]}.')
def check(slug: str | None, *, as_json: bool) -> None:
    """Periksa semua paket, atau hanya SLUG. Keluar 1 bila ada kesalahan, 0 bila hanya peringatan."""
    courses = _courses_dir()
    around = _surroundings(courses)
    problems = [problem for folder in _chosen(courses, slug) for problem in examine(folder, around).problems]
    if as_json:
        print_json({"problems": [_fact(courses, problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(_line(courses, problem))
    errors = sum(problem.is_error for problem in problems)
    click.echo(f"{errors} kesalahan, {len(problems) - errors} peringatan.", err=True)
    if errors:
        raise click.exceptions.Exit(1)


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu larik JSON.")
def list_courses(*, as_json: bool) -> None:
    """Daftar paket kursus dengan JP, menit, dan jumlah isinya."""
    courses = _courses_dir()
    around = _surroundings(courses)
    examinations = [examine(folder, around) for folder in course_folders(courses)]
    summaries = [summary for examination in examinations if (summary := summarise(examination))]
    _report_unread(examinations)
    if as_json:
        print_json([asdict(summary) for summary in summaries])
    else:
        for each in summaries:
            jp = str(each.jp).replace(".", ",")
            click.echo(
                f"{each.code}  {each.slug}  {each.title}  ({jp} JP, {each.lessons} pelajaran, {each.minutes} menit)"
            )
    if len(summaries) < len(examinations):
        raise click.exceptions.Exit(1)


@cli.command("sync")
@click.argument("slug", required=False)
@click.option(
    "--learners",
    type=click.Choice(["move"]),
    help="Pindahkan juga peserta yang kursusnya kini meminta hal lain (perbaikan isi selalu ikut).",
)
@click.option("--json", "as_json", is_flag=True, help='Cetak satu objek JSON: {"courses": [...], "problems": [...]}.')
def sync(slug: str | None, learners: str | None, *, as_json: bool) -> None:
    """Impor semua paket, atau hanya SLUG, sebagai revisi baru bila isinya berubah.

    Berkas foto yang hilang dari instance dipulihkan dari paketnya, tanpa revisi baru.

    Satu kesalahan di paket mana pun menolak seluruh impor: tidak ada yang berubah, keluar 1.
    """
    courses = _courses_dir()
    folders = _chosen(courses, slug)
    around = _surroundings(courses)
    report = import_packages(look_at(folders, around), around, move_learners=learners == "move", now=now())
    if report.is_refused:
        db.session.rollback()
    else:
        db.session.commit()
    _print_report(courses, report, as_json=as_json)
    if report.is_refused:
        raise click.exceptions.Exit(1)


@cli.command("withdraw")
@click.argument("slug")
@click.option("--reason", required=True, help="Alasan; ikut tercatat, tidak tampil kepada peserta.")
@click.option(
    "--from", "first_day", type=DAY, help="Hari pertama tidak ditawarkan, dd-mm-yyyy; tanpa ini mulai sekarang."
)
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def withdraw(slug: str, reason: str, first_day: date | None, *, as_json: bool) -> None:
    """Tarik kursus SLUG dari katalog. Peserta yang sudah terdaftar dapat menyelesaikannya; sertifikat tetap berlaku."""
    course, zone = _published(slug), settings().default_time_zone
    wish = Withdrawing(reason=reason, first_day=first_day)
    from_at = withdraw_course(course, wish, time_zone=zone, actor_id=None, now=now())
    db.session.commit()
    if as_json:
        print_json({"slug": slug, "withdrawn_from": from_at.isoformat()})
    else:
        click.echo(f"Kursus {slug} tidak ditawarkan mulai {local_date(from_at, zone):%d-%m-%Y}.")


@cli.command("offer")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Cetak satu objek JSON.")
def offer(slug: str, *, as_json: bool) -> None:
    """Tawarkan lagi kursus SLUG yang ditarik dari katalog."""
    offer_course_again(_published(slug), actor_id=None, now=now())
    db.session.commit()
    if as_json:
        print_json({"slug": slug, "withdrawn_from": None})
    else:
        click.echo(f"Kursus {slug} ditawarkan lagi.")


def _print_report(courses: Path, report: SyncReport, *, as_json: bool) -> None:
    for problem in report.problems:
        click.echo(_line(courses, problem), err=True)
    if as_json:
        problems = [_fact(courses, problem) for problem in report.problems]
        facts = {"courses": [asdict(each) for each in report.courses], "problems": problems}
        print_json(facts)
    else:
        for each in report.courses:
            click.echo(_sentence(each))
    if report.is_refused:
        errors = sum(problem.is_error for problem in report.problems)
        click.echo(f"Impor ditolak: {errors} kesalahan. Tidak ada yang berubah.", err=True)


def _sentence(course: CourseSync) -> str:
    happened = {
        SyncOutcome.NEW: "kursus baru",
        SyncOutcome.CORRECTED: "perbaikan",
        SyncOutcome.CHANGED: "perubahan",
        SyncOutcome.UNCHANGED: "tidak berubah",
    }
    parts = [f"{course.code}  {course.slug}  revisi {course.revision}, {happened[course.outcome]}"]
    if course.moved:
        parts.append(f"{course.moved} peserta pindah")
    if course.staying:
        parts.append(f"{course.staying} peserta tetap di revisi lama (pindahkan dengan --learners move)")
    if course.completed:
        parts.append(f"{course.completed} peserta selesai karenanya")
    if course.restored:
        parts.append(f"{course.restored} foto yang hilang dipulihkan")
    return "; ".join(parts)


def _courses_dir() -> Path:
    courses: Path = current_app.config["SETTINGS"].courses_dir
    if not courses.is_dir():
        click.echo(f"Folder {courses} tidak ada.", err=True)
        raise click.exceptions.Exit(1)
    return courses


def _surroundings(courses: Path) -> Surroundings:
    return surroundings(courses, now().date())


def _chosen(courses: Path, slug: str | None) -> list[Path]:
    folders = course_folders(courses)
    if slug is None:
        return folders
    chosen = [folder for folder in folders if folder.name == slug]
    if not chosen:
        known = ", ".join(folder.name for folder in folders)
        raise click.BadParameter(f"kursus “{slug}” tidak ada; yang ada: {known}.", param_hint="SLUG")
    return chosen


def _published(slug: str) -> Course:
    course = course_row(slug)
    if course is None:
        raise click.BadParameter(f"kursus “{slug}” belum diimpor; lihat `flask courses sync`.", param_hint="SLUG")
    return course


def _path(courses: Path, problem: Problem) -> str:
    return f"{courses.name}/{problem.slug}/{problem.file}"


def _line(courses: Path, problem: Problem) -> str:
    warning = "" if problem.is_error else "peringatan: "
    return f"{_path(courses, problem)}:{problem.line}: {warning}{problem.message}"


def _fact(courses: Path, problem: Problem) -> dict[str, Any]:
    return {
        "slug": problem.slug,
        "file": _path(courses, problem),
        "line": problem.line,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
    }


def _report_unread(examinations: list[Examination]) -> None:
    """A package without a readable course.yaml has no figures; say so where it does not spoil the JSON."""
    for examination in examinations:
        if examination.package is None and has_errors(examination.problems):
            click.echo(f"{examination.slug}: {examination.problems[0].message}", err=True)
