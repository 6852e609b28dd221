"""Deploys to everything that can run on this machine, and what visitors get while that happens.

    deploy.py PRESSROOM SITE WORK [--only NAME…]

PRESSROOM is the program, SITE a publication's folder, WORK a folder for everything that is made. Each part says what it
has seen in one line:

    hosts      nginx, Apache and Caddy serve a deployed folder: every file with its type, its headers and its bytes, every
               link, redirects, 410, 404
    s3         a store's API: headers of objects, redirects, only what changed, a lock, wrong keys, no network
    ssh        rsync to this machine's own sshd, and back
    git        a bare repository: the branch holds the site, a push by somebody else is not lost
    visitors   pages and all their parts are loaded without pause during 20 deploys to a folder and to a store
    killed     the uploader is killed at 20 random moments
    browser    a site with relative links from a disk, at / and below a path, and one under its Content-Security-Policy
    broken     a full disk, a target changed by hand
"""

import argparse
import contextlib
import functools
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

HASHED = re.compile(r"^(?:(?:assets|media)/(?:.*/)?[^/]*\.[0-9a-f]{10,12}\.[a-z0-9]+|search/[0-9a-f]{10,12}/.+)$")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
YEAR = "public, max-age=31536000, immutable"
MINUTE = "public, max-age=60, stale-while-revalidate=600"
HOST_FILES = re.compile(r"^(?:\.hosting/.*|\.htaccess|\.nojekyll|CNAME|_headers|_redirects|vercel\.json)$")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "secret-that-nobody-may-see"}
# A store that checks no keys still wants to see some.
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"}
HOST = "127.0.0.1"

TARGETS = """
redirects:
  - {{from: /old-home/, to: /}}
  - {{from: "/with (brackets)/", to: /archive/}}
  - {{from: /elsewhere/, to: "https://shop.example/x?a=$b", status: 302}}
  - {{from: /withdrawn/, status: 410}}
hosting: [nginx, apache, caddy]
headers: {{X-Desk: open}}
deploy:
  targets:
    folder: {{kind: directory, path: "{work}/www", compress: [br, gz], keep: 4}}
    store: {{kind: s3, bucket: news, prefix: site, endpoint: "http://127.0.0.1:{s3}", region: us-east-1, website_redirects: true, parallel: 8}}
    closed: {{kind: s3, bucket: news, endpoint: "http://127.0.0.1:{closed}", region: us-east-1}}
    refused: {{kind: s3, bucket: news, endpoint: "http://127.0.0.1:{strict}", region: us-east-1}}
    machine: {{kind: ssh, host: 127.0.0.1, port: {ssh}, path: "{work}/ssh site", keep: 3}}
    branch: {{kind: git, remote: "{work}/bare.git", branch: pages}}
    full: {{kind: directory, path: "{work}/full/www"}}
    share: {{kind: directory, path: "{work}/share", relative: true}}
"""


class Failed(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise Failed(message)


def free_port():
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return listening.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise Failed(f"nobody listens at port {port}")


class Site:
    """A copy of a publication that can be changed, built and deployed."""

    def __init__(self, program, source, work, budget=None):
        self.budget, self.lenient = budget, False
        self.program, self.work = str(Path(program).resolve()), work
        self.root, self.out = work / "site", work / "public"
        self.ports = {name: free_port() for name in ("s3", "closed", "strict", "ssh")}
        self.environment = {**os.environ, **KEYS, "NO_COLOR": "1"}
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for name in ("content", "themes", "static", "data", "templates", "assets", "i18n"):
            if (Path(source) / name).is_dir():
                shutil.copytree(Path(source) / name, self.root / name)
        text = (Path(source) / "pressroom.yaml").read_text()
        (self.root / "pressroom.yaml").write_text(text + TARGETS.format(work=work, **self.ports))
        self.builds = 0

    def run(self, *arguments, status=0, environment=None):
        done = subprocess.run(
            [self.program, *arguments, "--root", str(self.root), "--out", str(self.out)],
            capture_output=True, text=True, env={**self.environment, **(environment or {})}, timeout=300,
        )
        expect(KEYS["AWS_SECRET_ACCESS_KEY"] not in done.stdout + done.stderr, f"a secret was printed:\n{done.stderr}")
        expect(done.returncode == status, f"{arguments} ended with {done.returncode}, not {status}:\n{done.stderr}")
        return done

    def build(self):
        self.run("build", *(["--image-budget", self.budget] if self.budget else []))

    def deploy(self, target, *more, status=0, environment=None):
        done = self.run("deploy", target, "--format", "json", *more, status=status, environment=environment)
        return json.loads(done.stdout) if done.stdout else done.stderr

    def change(self):
        """A new look, a new article, and a changed one."""
        self.builds += 1
        sheet = self.root / "assets/css/main.css"
        if not sheet.exists():
            sheet.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(__file__).parents[2] / "themes/broadsheet/assets/css/main.css", sheet)
        sheet.write_text(sheet.read_text() + f"\n.change-{self.builds} {{ color: rgb({self.builds} 0 0); }}\n")
        author = next(self.root.glob("content/authors/*.md")).stem
        categories = list(self.root.glob("content/categories/*.md"))
        category = categories[0].stem if categories else "local"
        (self.root / f"content/{category}/change-{self.builds}.md").write_text(
            f"---\ntitle: Change {self.builds}\ndate: 2026-11-18T12:00:00Z\nauthor: {author}\n---\nNumber {self.builds}.\n"
        )
        for page in sorted(self.root.glob("content/pages/*.md"))[:1]:
            page.write_text(page.read_text() + f"\nChange {self.builds}.\n")

    def files(self):
        """What the build wrote: path and bytes."""
        return {str(path.relative_to(self.out)): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}


class Browser:
    """Asks one server, over connections that stay open: one for each thread."""

    def __init__(self, port, prefix="", index=False, headers=None):
        self.port, self.prefix, self.index, self.headers = port, prefix, index, headers or {}
        self.local = threading.local()

    def get(self, path, headers=None):
        if self.index and path.split("?")[0].endswith("/"):
            path = path.split("?")[0] + "index.html"
        for attempt in (1, 2):
            try:
                connection = getattr(self.local, "connection", None)
                if connection is None:
                    connection = self.local.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
                connection.request("GET", self.prefix + path, headers={**self.headers, **(headers or {})})
                answer = connection.getresponse()
                return answer.status, dict((name.lower(), value) for name, value in answer.getheaders()), answer.read()
            except (http.client.HTTPException, OSError):
                # The server may close a connection that was idle.
                self.local.connection = None
                if attempt == 2:
                    raise


def address(path):
    return "/" + quote(path.removesuffix("index.html") if path.split("/")[-1] == "index.html" else path)


def links(html, origin, at):
    """Addresses of the site in a page: those of its parts, and those that lead on."""
    parts, ahead = set(), set()
    page = LexborHTMLParser(html)
    for node in page.css("[src],[srcset],[href]"):
        tag, values = node.tag, []
        for name in ("src", "href"):
            if node.attributes.get(name):
                values.append(node.attributes[name])
        if node.attributes.get("srcset"):
            values += [candidate.split()[0] for candidate in node.attributes["srcset"].split(",")]
        if tag == "link" and node.attributes.get("rel") not in ("stylesheet", "icon", "preload", "modulepreload"):
            kind = ahead
        else:
            kind = ahead if tag == "a" else parts
        for value in values:
            url = urlsplit(urljoin(origin + at, value))
            if f"{url.scheme}://{url.netloc}" == origin and not value.startswith(("data:", "mailto:")):
                kind.add(url.path)
    return parts, ahead


def crawl(browser, site, origin, *, redirecting=True, headers=True, hidden=True):
    """Every file by its address, and every link of every page."""
    files = site.files()
    moved = {unquote(line.split()[0])[1:] for line in files["_redirects"].decode().splitlines()}
    moved = {path + "index.html" if path.endswith("/") else path for path in moved}
    wanted = set()

    def look(path):
        if HOST_FILES.match(path):
            if hidden:
                status, _, _ = browser.get(address(path))
                expect(status == 404, f"{path} can be read by anybody: {status}")
            return
        if redirecting and path in moved:
            status, said, _ = browser.get(address(path))
            expect(status in (301, 302, 307, 308), f"{path} is no redirect of the host's: {status}")
            return
        status, said, body = browser.get(address(path))
        expect(status == 200, f"{address(path)}: {status}")
        expect(body == files[path], f"{address(path)} has other bytes")
        kind = TYPES.get(Path(path).suffix)
        if kind:
            found = (said.get("content-type") or "").replace(" ", "").lower()
            expect(found == kind.replace(" ", ""), f"{address(path)}: {said.get('content-type')}, not {kind}")
        cache = said.get("cache-control")
        if HASHED.match(path):
            expect(cache == YEAR, f"{address(path)}: Cache-Control {cache}")
        elif path.endswith((".html", ".xml")):
            expect(cache == MINUTE, f"{address(path)}: Cache-Control {cache}")
        else:
            expect(cache and "immutable" not in cache, f"{address(path)}: Cache-Control {cache}")
        if headers:
            expect("frame-ancestors 'self'" in said.get("content-security-policy", ""), f"{path}: no policy")
            expect(said.get("x-content-type-options") == "nosniff" and said.get("x-desk") == "open", f"{path}: {said}")
        if path.endswith(".html"):
            parts, ahead = links(body, origin, address(path))
            wanted.update(parts | ahead)

    def follow(path):
        status, said, _ = browser.get(path)
        if status == 404 and site.lenient and unquote(path).lstrip("/") not in files:
            return
        if status in (301, 302, 307, 308):
            to = urlsplit(urljoin(origin + path, said["location"]))
            if f"{to.scheme}://{to.netloc}" not in (origin, f"http://{HOST}:{browser.port}"):
                return
            status, _, _ = browser.get(to.path)
        expect(status == 200, f"a link leads to {path}: {status}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, sorted(files)))
        list(pool.map(follow, sorted(wanted)))
    return len(files), len(wanted)


@contextlib.contextmanager
def server(command, port, log, environment=None):
    with open(log, "w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **(environment or {})})
    try:
        wait_for(port)
        yield process
    except Failed as failed:
        raise Failed(f"{failed}\n{Path(log).read_text()[-2000:]}") from None
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)


def nginx(work, root, port):
    folder = work / "nginx"
    folder.mkdir(exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"""
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 2;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen {HOST}:{port}; root "{root}"; include "{root}/.hosting/nginx.conf"; }}
}}
""")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return server([program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"], port, folder / "log")


def apache(work, root, port):
    folder = work / "apache"
    folder.mkdir(exist_ok=True)
    modules = "mpm_event authz_core alias dir headers mime rewrite".split()
    load = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in modules)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    (folder / "apache.conf").write_text(f"""
{load}
ServerRoot "{folder}"
ServerName localhost
Listen {HOST}:{port}
TypesConfig /dev/null
PidFile {folder}/pid
ErrorLog {folder}/error.log
{user}
DocumentRoot "{root}"
<Directory "{root}">
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
""")
    return server(["/usr/sbin/apache2", "-f", f"{folder}/apache.conf", "-DFOREGROUND"], port, folder / "log")


def caddy(work, root, port):
    folder = work / "caddy"
    folder.mkdir(exist_ok=True)
    (folder / "Caddyfile").write_text(f"""{{
	admin off
	auto_https off
}}
http://{HOST}:{port} {{
	bind {HOST}
	root * "{root}"
	import "{root}/.hosting/Caddyfile"
}}
""")
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return server(command, port, folder / "log", home)


def hosts(site, origin):
    site.deploy("folder")
    current = site.work / "www/current"
    said = []
    for name, start in (("nginx", nginx), ("apache", apache), ("caddy", caddy)):
        port = free_port()
        with start(site.work, current, port):
            try:
                browser = Browser(port)
                files, followed = crawl(browser, site, origin)
                for path, status, to in (
                    ("/old-home/", 301, "/"),
                    ("/with%20(brackets)/", 301, "/archive/"),
                    ("/elsewhere/", 302, "https://shop.example/x?a=%24b"),
                ):
                    found, headers, _ = browser.get(path)
                    location = headers.get("location", "").replace("$", "%24").removeprefix(f"http://{HOST}:{port}")
                    expect((found, location) == (status, to), f"{path}: {found} {location}")
                for path, status in (("/withdrawn/", 410), ("/not/there/", 404), ("/assets/x.0123456789.css", 404)):
                    found, headers, body = browser.get(path)
                    expect(found == status, f"{path}: {found}, not {status}")
                    expect(body == site.files()["404.html"], f"{path}: not the page for what is missing: {body[:200]}")
                    expect("text/html" in headers.get("content-type", ""), f"{path}: {headers}")
                    expect("immutable" not in headers.get("cache-control", ""), f"{path}: {headers}")
                status, headers, body = browser.get("/", {"Accept-Encoding": "gzip"})
                expect(headers.get("content-encoding") == "gzip", f"no compressed page: {headers}")
                expect("text/html" in headers["content-type"], f"a compressed page is {headers['content-type']}")
            except Failed as failed:
                raise Failed(f"{name}: {failed}") from None
        said.append(f"{name} {files} files, {followed} links")
    return "; ".join(said)


@contextlib.contextmanager
def store(site, name="s3", environment=None):
    port = site.ports[name]
    moto = Path(sys.executable).parent / "moto_server"
    command = [str(moto) if moto.exists() else "moto_server", "-H", HOST, "-p", str(port)]
    with server(command, port, site.work / f"moto-{name}.log", environment):
        if not environment:
            connection = http.client.HTTPConnection(HOST, port)
            connection.request("PUT", "/news", headers=SIGNED)
            connection.getresponse().read()
        yield Browser(port, "/news/site", index=True, headers=SIGNED)


def s3(site, origin):
    said = []
    with store(site) as browser:
        sent = site.deploy("store")
        everything = len(sent["send"])
        files, followed = crawl(browser, site, origin, redirecting=False, headers=False)
        status, headers, _ = browser.get("/old-home/")
        expect(headers.get("x-amz-website-redirect-location", "").endswith("/"), f"no redirect: {headers}")
        again = site.deploy("store")
        expect((again["send"], again["delete"]) == ([], []), f"a second deploy sends {again['send'][:3]}")
        before = site.files()
        site.change()
        site.build()
        after = site.files()
        changed = {path for path in after if before.get(path) != after[path] and not HOST_FILES.match(path)}
        planned = site.deploy("store", "--dry-run")
        sent = site.deploy("store")
        expect({one["path"] for one in sent["send"]} == changed, "not exactly what changed was sent")
        expect(planned["send"] == sent["send"], "the dry run said something else")
        expect(sent["superseded"] > 0, "the old style sheet is gone at once")
        crawl(browser, site, origin, redirecting=False, headers=False)
        said.append(f"{files} files, {followed} links; {everything} sent, then 0, then the {len(changed)} that changed")
        lock = f"ben elsewhere 1 {int(time.time())} {int(time.time()) + 600}\n"
        connection = http.client.HTTPConnection(HOST, site.ports["s3"])
        connection.request("PUT", "/news/site/.pressroom/lock", lock, SIGNED)
        connection.getresponse().read()
        refused = json.dumps(site.deploy("store", status=1))
        expect("ben@elsewhere has been deploying" in refused, refused)
        site.deploy("store", "--break-lock")
        record = browser.get("/.pressroom/record")[2]
        expect(record.startswith(b"pressroom record 1\n"), "no record")
        connection.request("DELETE", "/news/site/.pressroom/record", headers=SIGNED)
        connection.getresponse().read()
        lost = site.deploy("store")
        expect(lost["send"] == [] and lost["delete"] == [], "without its record the store is compared")
        said.append("locked, unlocked, without a record compared")
    with store(site, "strict", {"INITIAL_NO_AUTH_ACTION_COUNT": "0"}):
        refused = site.deploy("refused", status=2)
        expect("does not accept the keys" in refused or "keys may not" in refused, refused)
    begun = time.monotonic()
    refused = site.deploy("closed", status=2)
    expect("can't be reached" in refused, refused)
    said.append(f"wrong keys refused, no network said after {time.monotonic() - begun:.1f} s")
    none = site.deploy("closed", status=2, environment={"AWS_ACCESS_KEY_ID": "", "HOME": "/nonexistent"})
    expect("there are no keys" in none, none)
    return "; ".join(said)


@contextlib.contextmanager
def sshd(site):
    folder = site.work / "sshd"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    port = site.ports["ssh"]
    (folder / "config").write_text(f"""
Port {port}
ListenAddress {HOST}
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
""")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = f"-i {folder}/user -o UserKnownHostsFile={folder}/known -o StrictHostKeyChecking=accept-new"
    site.environment["PRESSROOM_SSH_OPTIONS"] = options
    with server(["/usr/sbin/sshd", "-D", "-e", "-f", str(folder / "config")], port, folder / "log"):
        yield


def same_tree(site, folder, but=lambda path: False):
    there = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files = site.files()
    differ = [path for path in files if not but(path) and there.get(path) != files[path]]
    expect(not differ, f"{len(differ)} files differ in {folder}: {differ[:5]}")
    return len(files)


def ssh(site, origin):
    with sshd(site):
        current = site.work / "ssh site/current"
        first = site.deploy("machine")
        count = same_tree(site, current)
        again = site.deploy("machine")
        expect(again["send"] == [], "a second deploy sends something")
        site.change()
        site.build()
        sent = site.deploy("machine")
        same_tree(site, current)
        shared = sum(path.stat().st_nlink > 1 for path in current.resolve().rglob("*") if path.is_file())
        expect(shared >= count - len(sent["send"]), f"only {shared} files are shared between releases")
        site.deploy("machine", "--rollback")
        expect(current.resolve().name == first["deploy"], "not the release before")
        site.deploy("machine")
        same_tree(site, current)
        key = site.environment["PRESSROOM_SSH_OPTIONS"]
        site.environment["PRESSROOM_SSH_OPTIONS"] = key.replace("/user ", "/host ")
        refused = site.deploy("machine", status=2)
        site.environment["PRESSROOM_SSH_OPTIONS"] = key
        expect("Permission denied" in refused, refused)
        return f"{count} files, then {len(sent['send'])}; {shared} shared; back and forth; a wrong key is refused"


def git(site, origin):
    bare, clone = site.work / "bare.git", site.work / "clone"
    for folder in (bare, clone):
        shutil.rmtree(folder, ignore_errors=True)
    call = functools.partial(subprocess.run, check=True, capture_output=True)
    call(["git", "init", "--bare", "--quiet", str(bare)])
    first = site.deploy("branch")
    call(["git", "clone", "--quiet", "--branch", "pages", str(bare), str(clone)])
    count = same_tree(site, clone)
    expect(site.deploy("branch")["send"] == [], "a second deploy sends something")
    (clone / "mine.txt").write_text("mine")
    call(["git", "-C", str(clone), "add", "mine.txt"])
    me = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    call(["git", "-C", str(clone), *me, "commit", "--quiet", "--message", "Mine"])
    call(["git", "-C", str(clone), "push", "--quiet"])
    site.change()
    site.build()
    sent = site.deploy("branch")
    call(["git", "-C", str(clone), "pull", "--quiet"])
    same_tree(site, clone)
    expect((clone / "mine.txt").exists(), "somebody else's file is gone")
    site.deploy("branch", "--rollback")
    call(["git", "-C", str(clone), "pull", "--quiet"])
    expect((clone / "index.html").read_bytes() != site.files()["index.html"], "nothing was rolled back")
    site.deploy("branch")
    call(["git", "-C", str(clone), "pull", "--quiet"])
    same_tree(site, clone)
    return f"{count} files, then {len(sent['send'])}; others' files stay; back and forth"


class Visitor(threading.Thread):
    """Loads pages and all their parts until it is told to stop."""

    def __init__(self, browser, origin, pages, number):
        super().__init__(daemon=True)
        self.browser, self.origin, self.pages = browser, origin, pages
        self.random, self.stopping = random.Random(number), threading.Event()
        self.loaded = self.parts = 0
        self.missing = []

    def run(self):
        while not self.stopping.is_set():
            at = self.random.choice(self.pages)
            try:
                status, _, body = self.browser.get(at)
                if status != 200:
                    self.missing.append(f"{at}: {status}")
                    continue
                parts, _ = links(body, self.origin, at)
                self.loaded += 1
                # A person reads before the last picture is asked for.
                time.sleep(self.random.random() / 20)
                for part in self.random.sample(sorted(parts), min(len(parts), 12)):
                    status, _, _ = self.browser.get(part)
                    self.parts += 1
                    if status != 200:
                        self.missing.append(f"{part} of {at}: {status}")
            except OSError as error:
                self.missing.append(f"{at}: {error}")


@contextlib.contextmanager
def visitors(browser, site, origin, count=3):
    pages = [address(path) for path, text in site.files().items() if path.endswith("index.html") and b"refresh" not in text[:600]]
    people = [Visitor(browser, origin, pages, number) for number in range(count)]
    for person in people:
        person.start()
    seen = {}
    try:
        yield seen
    finally:
        for person in people:
            person.stopping.set()
        for person in people:
            person.join(60)
        seen["pages"] = sum(person.loaded for person in people)
        seen["parts"] = sum(person.parts for person in people)
        seen["missing"] = [missing for person in people for missing in person.missing]


def during_deploys(site, origin):
    site.deploy("folder")
    port = free_port()
    with nginx(site.work, site.work / "www/current", port), store(site) as bucket:
        site.deploy("store", "--take-over")
        with visitors(Browser(port), site, origin) as folder_seen, visitors(bucket, site, origin, 2) as bucket_seen:
            for _ in range(20):
                site.change()
                site.build()
                site.deploy("folder")
                site.deploy("store")
    said = []
    for name, seen in (("nginx", folder_seen), ("the store", bucket_seen)):
        expect(not seen["missing"], f"{name}: {len(seen['missing'])} are missing: {seen['missing'][:5]}")
        said.append(f"{name} {seen['pages']} pages with {seen['parts']} parts")
    return f"20 deploys; {', '.join(said)}; none missing"


def killed(site, origin):
    chance = random.Random(20)
    site.deploy("folder")
    said = []
    port = free_port()
    with nginx(site.work, site.work / "www/current", port), store(site) as bucket:
        site.deploy("store", "--take-over")
        for target, browser, longest in (("folder", Browser(port), 0.6), ("store", bucket, 1.5)):
            ended = 0
            # Visitors begin with pages that are there.
            site.deploy(target)
            with visitors(browser, site, origin, 2) as seen:
                for _ in range(20):
                    site.change()
                    site.build()
                    process = subprocess.Popen(
                        [site.program, "deploy", target, "--root", str(site.root), "--out", str(site.out)],
                        env=site.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    )
                    time.sleep(chance.random() * longest)
                    ended += process.poll() is not None
                    with contextlib.suppress(ProcessLookupError):
                        process.send_signal(signal.SIGKILL)
                    process.wait()
                site.deploy(target)
            expect(not seen["missing"], f"{target}: {seen['missing'][:5]}")
            crawl(browser, site, origin, redirecting=target == "folder", headers=target == "folder")
            expect(site.deploy(target)["send"] == [], f"{target}: something is still to be sent")
            said.append(f"{target} {20 - ended} of 20 killed at work, {seen['pages']} pages meanwhile")
    left = [path.name for path in (site.work / "www/releases").iterdir() if path.name.endswith(".partial")]
    expect(not left, f"left lying around: {left}")
    return "; ".join(said) + "; whole at all times, and finished by the next run"


def broken(site, origin):
    said = []
    if os.geteuid() == 0:
        folder = site.work / "full"
        folder.mkdir(exist_ok=True)
        size = sum(len(text) for text in site.files().values()) // 2
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
        if mounted.returncode == 0:
            try:
                refused = site.deploy("full", status=2)
                expect("no space" in refused.lower() or "storage" in refused.lower(), refused)
                left = [str(path) for path in folder.rglob("*") if path.is_file()]
                expect(not left, f"a full disk is left full: {left[:3]}")
                said.append("a full disk is left as it was")
            finally:
                subprocess.run(["umount", str(folder)], check=True)
    site.deploy("folder")
    current = site.work / "www/current"
    (current / "index.html").write_text("changed by hand")
    (current / "theirs.txt").write_text("theirs")
    site.change()
    site.build()
    site.deploy("folder")
    same_tree(site, current)
    expect((current / "theirs.txt").read_text() == "theirs", "somebody else's file is gone")
    page = site.out / "index.html"
    text = page.read_bytes()
    page.write_text("by hand")
    refused = json.dumps(site.deploy("folder", status=1))
    expect("changed-by-hand" in refused and "index.html" in refused, refused)
    page.write_bytes(text)
    site.deploy("folder")
    said.append("what was changed at the target is put right, what was changed here is refused")
    return "; ".join(said)


def browser(site, origin):
    site.deploy("folder")
    site.deploy("share")
    port = free_port()
    with nginx(site.work, site.work / "www/current", port):
        program = Path(__file__).with_name("deploy.mjs")
        done = subprocess.run(
            ["node", str(program), str((site.work / "share/current").resolve()), f"http://{HOST}:{port}/"],
            capture_output=True, text=True, timeout=300,
        )
    expect(done.returncode == 0, (done.stdout + done.stderr)[-3000:])
    return done.stdout.strip().splitlines()[-1]


PARTS = {
    "browser": browser, "hosts": hosts, "s3": s3, "ssh": ssh, "git": git, "broken": broken, "visitors": during_deploys, "killed": killed,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("work")
    parser.add_argument("--pictures", help="a folder of encoded pictures to begin with")
    parser.add_argument("--lenient", action="store_true", help="a dead link in an article's text is the writer's")
    parser.add_argument("--budget", help="how long pictures may be encoded in each build")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    work = Path(arguments.work).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if arguments.pictures and Path(arguments.pictures).is_dir():
        shutil.copytree(arguments.pictures, work / ".pressroom/pictures")
    site = Site(arguments.program, arguments.source, work, arguments.budget)
    site.lenient = arguments.lenient
    site.build()
    text = (site.root / "pressroom.yaml").read_text()
    origin = re.search(r"^base_url: (\S+?)/?$", text, re.M).group(1)
    failed = 0
    for name in arguments.only:
        begun = time.monotonic()
        try:
            print(f"{name}: {PARTS[name](site, origin)} ({time.monotonic() - begun:.0f} s)", flush=True)
        except Failed as problem:
            failed += 1
            print(f"{name}: FAILED after {time.monotonic() - begun:.0f} s: {problem}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
