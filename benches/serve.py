#!/usr/bin/env python3
"""How fast `pressroom serve` is: to the first page, and from a saved file to the changed bytes.

    serve.py PROGRAM SITE [--edits 30]

SITE is an archive of the generator that `benches/run` names, with the default theme; it is changed and put right again.
Each edit is timed from the moment its file is closed to the moment the changed bytes have arrived over HTTP, asked for
again and again as fast as answers come. Prints medians, the slowest, and the peak of the server's memory.
"""

import argparse
import http.client
import pathlib
import re
import statistics
import subprocess
import time

PORT = 8147


def ask(path, connection=None):
    connection = connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def first_page(process):
    begun = time.perf_counter()
    while process.poll() is None:
        try:
            status, _ = ask("/")
            if status == 200:
                return time.perf_counter() - begun
        except OSError:
            time.sleep(0.002)
    raise SystemExit("the server ended")


def peak(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024


def save(path, text):
    """Writes a file and gives the moment when it was closed."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return time.perf_counter()


def until(path, wanted, closed):
    """Milliseconds from a moment until a page holds a text."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    while True:
        status, text = ask(path, connection)
        if wanted in text:
            return (time.perf_counter() - closed) * 1000
        if time.perf_counter() - closed > 20:
            raise SystemExit(f"{path} never showed {wanted}: {status}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("site", type=pathlib.Path)
    arguments.add_argument("--edits", type=int, default=30)
    arguments = arguments.parse_args()
    site = arguments.site
    files = sorted(path for path in (site / "content").rglob("*.md") if "---" in path.read_text()[:4])
    files = [path for path in files if path.parent.name not in ("authors", "categories", "tags", "pages", "content")]
    command = [arguments.program, "serve", "--root", str(site), "--port", str(PORT), "--now", "2026-11-18T12:00:00Z"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    rows = {}
    undo = {}
    try:
        print(f"first page              {first_page(process):8.3f} s after start, peak {peak(process):.0f} MB")

        def url(path):
            return f"/{path.parent.name}/{path.stem}/"

        def edit(kind, path, text, page, wanted):
            if path not in undo:
                undo[path] = path.read_text() if path.exists() else None
            rows.setdefault(kind, []).append(until(page, wanted, save(path, text)))

        step = max(1, len(files) // (arguments.edits + 1))
        chosen = [files[step * (at + 1)] for at in range(arguments.edits)]
        for at, path in enumerate(chosen):
            text = path.read_text()
            edit("body", path, text + f"\nMark body {at}.\n", url(path), f"Mark body {at}.")
        for at, path in enumerate(chosen):
            text = re.sub(r"^title:.*$", f"title: Mark title {at} done", path.read_text(), flags=re.M)
            edit("title", path, text, url(path), f"Mark title {at} done")
        newest = max(files, key=lambda path: re.search(r"^date: *(\S+)", path.read_text(), re.M)[1])
        for at in range(arguments.edits):
            path = newest.with_name(f"zz-new-{at}.md")
            text = re.sub(r"^title:.*$", f"title: Mark new {at} done", newest.read_text(), flags=re.M)
            text = re.sub(r"^slug:.*\n", "", text, flags=re.M)
            edit("new article", path, text, url(path), f"Mark new {at} done")
        sheet = site / "assets/css/main.css"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        save(sheet, "body{}")
        time.sleep(1)
        for at in range(arguments.edits):
            _, before = ask(url(newest))
            undo.setdefault(sheet, None)
            closed = save(sheet, f"body {{ order: {at} }}")
            while True:
                _, page = ask(url(newest))
                address = re.search(r'href="([^"]*main\.[0-9a-f]+\.css)"', page)[1]
                if page != before and f"order: {at} " in ask(address)[1]:
                    rows.setdefault("CSS", []).append((time.perf_counter() - closed) * 1000)
                    break
        template = site / "templates/article.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        theme = pathlib.Path(__file__).parent.parent / "themes/broadsheet/templates/article.html"
        for at in range(arguments.edits):
            text = theme.read_text().replace("{% block main %}", "{% block main %}<!-- Mark template " + f"{at} done -->")
            edit("article template", template, text, url(newest), f"Mark template {at} done")
        for kind, times in rows.items():
            print(f"{kind:22} {statistics.median(times):8.1f} ms median, {max(times):.1f} ms slowest of {len(times)}")
        print(f"peak of memory         {peak(process):8.0f} MB")
    finally:
        process.terminate()
        process.wait()
        for path, text in undo.items():
            path.unlink() if text is None else path.write_text(text)


main()
