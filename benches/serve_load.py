#!/usr/bin/env python3
"""A thousand requests at a time while files change: is any page wrong, mixed or missing, and does memory stay?

    serve_load.py PROGRAM SITE [--seconds 60] [--clients 1000]

One article of SITE (an archive of the generator that `benches/run` names) is saved again and again with a number in its
headline and the same number in its text. Clients ask for its page, the front page, a list, a feed, a style sheet and other
articles, all at once. A page with two different numbers is mixed; a number lower than one that was saved before the
request began is stale; anything but 200, or a body of another length than was said, is an error.
"""

import argparse
import asyncio
import collections
import pathlib
import re
import subprocess
import time

PORT = 8148


async def ask(path):
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{PORT}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        answer = await reader.read(-1)
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1])
    length = re.search(rb"content-length: (\d+)", head, re.I)
    if length and int(length[1]) != len(body):
        raise ValueError(f"{path}: {len(body)} bytes, not {length[1].decode()}")
    return status, body.decode("utf-8", "replace")


def memory(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


async def run(arguments, process):
    site = arguments.site
    files = sorted((site / "content/phones").glob("*.md"))
    edited, others = files[-1], files[:: max(1, len(files) // 40)]
    original = edited.read_text()
    own = f"/phones/{edited.stem}/"
    paths = [own] * 4 + ["/", "/phones/", "/phones/feed.xml"] + [f"/phones/{path.stem}/" for path in others]
    state = {"saved": 0, "ended": False}
    found = collections.Counter()
    faults = []

    def save(number):
        text = re.sub(r"^title:.*$", f"title: Headline {number} here", original, flags=re.M)
        edited.write_text(text + f"\nBody {number} here.\n")

    async def change():
        number = 0
        while not state["ended"]:
            number += 1
            save(number)
            state["saved"] = number
            await asyncio.sleep(0.1)

    async def client(at):
        while not state["ended"]:
            path = paths[(at + found["requests"]) % len(paths)]
            before = state["saved"]
            try:
                status, text = await ask(path)
            except (OSError, ValueError, IndexError) as error:
                faults.append(f"{path}: {error!r}")
                continue
            found["requests"] += 1
            if status != 200:
                faults.append(f"{path}: {status}")
            elif path == own:
                headline = re.search(r"<h1[^>]*>Headline (\d+) here", text)
                body = re.search(r"Body (\d+) here", text)
                if not headline or not body or headline[1] != body[1]:
                    faults.append(f"{path} is mixed: {headline and headline[1]}, {body and body[1]}")
                elif int(headline[1]) < before:
                    found["stale"] += 1
            elif path != "/phones/feed.xml" and not text.rstrip().endswith("</html>"):
                faults.append(f"{path} has no end")

    async def watch():
        while not state["ended"]:
            sizes.append(memory(process))
            await asyncio.sleep(1)

    sizes = []
    save(1)
    await asyncio.sleep(1)
    tasks = [asyncio.create_task(client(at)) for at in range(arguments.clients)]
    tasks += [asyncio.create_task(change()), asyncio.create_task(watch())]
    await asyncio.sleep(arguments.seconds)
    state["ended"] = True
    await asyncio.gather(*tasks)
    edited.write_text(original)
    print(f"{found['requests']} requests, {state['saved']} edits, {found['stale']} stale, {len(faults)} faults")
    for fault, count in collections.Counter(faults).most_common(10):
        print(f"  {count} x {fault}")
    quarter = max(1, len(sizes) // 4)
    print("memory in MB by quarters:", [round(max(sizes[i : i + quarter])) for i in range(0, len(sizes), quarter)])
    return not faults and not found["stale"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("site", type=pathlib.Path)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--clients", type=int, default=1000)
    arguments = arguments.parse_args()
    command = [arguments.program, "serve", "--root", str(arguments.site), "--port", str(PORT), "--now", "2026-11-18T12:00:00Z"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                asyncio.run(ask("/"))
                break
            except OSError:
                time.sleep(0.05)
        sound = asyncio.run(run(arguments, process))
    finally:
        process.terminate()
        process.wait()
    raise SystemExit(0 if sound else 1)


main()
