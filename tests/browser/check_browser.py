#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Opens pages of pmuc report in a headless Chromium, works them as a reader would, and compares
what they show with what libpmufilter says of the blobs. Reports in TAP.

    check_browser.py CHROMIUM CHECK_REPORT PICTURES PAGE NEW [OLD] [PAGE NEW OLD ...]

A page that compares nothing has "-" for OLD. Screenshots go to the folder PICTURES."""

import base64
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile

MARKUP = "<img src=x onerror=alert(1)>"
SAMPLES = 150
TIMEOUT = 60


class Browser:
    """A Chromium that is spoken to over a pipe, one page at a time."""

    def __init__(self, program):
        to_read, self.output = os.pipe()
        self.input, to_write = os.pipe()
        self.profile = tempfile.mkdtemp()

        def place():  # Chromium reads from 3 and writes to 4, which the pipes' ends may be
            os.dup2(to_read, 63)
            os.dup2(to_write, 64)
            os.dup2(63, 3)
            os.dup2(64, 4)

        options = ["--headless", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
                   "--user-data-dir=" + self.profile, "--host-resolver-rules=MAP * ~NOTFOUND"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        self.process = subprocess.Popen([program] + options, preexec_fn=place, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.pending = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def receive(self):
        while b"\0" not in self.pending:
            if not select.select([self.input], [], [], TIMEOUT)[0]:
                raise TimeoutError("Chromium says nothing")
            data = os.read(self.input, 1 << 20)
            if not data:
                raise EOFError("Chromium has ended")
            self.pending += data
        message, self.pending = self.pending.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") != self.number:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(method + ": " + json.dumps(answer["error"]))
            else:
                return answer["result"]

    def open(self, path):
        self.events = []
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def complaints(self):
        """What a reader would see in the console, and every request but that for the page."""
        found = []
        for event in self.events:
            method, values = event.get("method"), event.get("params", {})
            if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown",
                          "Page.javascriptDialogOpening"):
                found.append(json.dumps(values)[:300])
            elif method == "Log.entryAdded":
                found.append(values["entry"]["text"])
            elif method == "Network.requestWillBeSent" and values.get("type") != "Document":
                found.append("request: " + values["request"]["url"])
        return found

    def point_at(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def key(self, name, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name,
                      modifiers=modifiers)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def screen(self, width, height, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


class Results:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def tell(self, good, name, notes=()):
        self.count += 1
        self.failed += not good
        print("ok" if good else "not ok", self.count, "-", name)
        for note in notes if not good else ():
            print("#", str(note).replace("\n", " ")[:400])
        sys.stdout.flush()


def ask(program, blob, questions):
    """Answers of pmuf_evaluate; a section below 0 is a host that loads nothing."""
    asked = [question for question in questions if question[0] >= 0]
    text = "".join(" ".join(map(str, question)) + "\n" for question in asked)
    answers = iter(subprocess.run([program, "ask", blob], input=text, capture_output=True,
                                  text=True, check=True).stdout.split())
    return [question[0] >= 0 and next(answers) == "1" for question in questions]


def question_of(group, side, point):
    section = group[side]["section"]
    if point["fixed"]:
        return (section, "fixed", point["select"])
    if group["vendor"] == "arm64":
        return (section, "arm64", point["select"] * 256 + point["umask"])
    return (section, "event", point["select"], point["umask"])


def code_of(group, point):
    if point["fixed"]:
        return "fixed %d" % point["select"]
    if group["vendor"] == "arm64":
        return "0x%04x" % (point["select"] * 256 + point["umask"])
    width = 3 if group["selects"] > 256 else 2
    return "0x%0*x:0x%02x" % (width, point["select"], point["umask"])


def verdict(now, before):
    if now == before:
        return "allowed" if now else "denied"
    return "+ allowed, was denied" if now else "\u2212 denied, was allowed"


SHOWN = """(() => ({ code: document.querySelector("#point .code")?.textContent,
  is: document.querySelector("#point .is")?.textContent,
  text: document.getElementById("point").textContent }))()"""
PLACE = """((element) => { element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  return { x: box.x, y: box.y, width: box.width, height: box.height }; })(%s)"""


class Reader:
    """Works one page."""

    def __init__(self, browser, program, page, blobs):
        self.browser = browser
        self.program = program
        self.page = page
        self.blobs = blobs
        browser.screen(1280, 1000, "light")
        browser.open(page)
        self.data = json.loads(browser.evaluate("document.getElementById('data').textContent"))
        self.choose = random.Random(7)

    def truth(self, group, points):
        now = ask(self.program, self.blobs[0], [question_of(group, "new", p) for p in points])
        old = now
        if self.blobs[1] != "-":
            old = ask(self.program, self.blobs[1], [question_of(group, "old", p) for p in points])
        return [verdict(a, b) for a, b in zip(now, old)]

    def wrong(self, group, points, seen):
        return ["%s: shown %s, and it is %s" % (code_of(group, point), shown, wanted)
                for point, shown, wanted in zip(points, seen, self.truth(group, points))
                if (shown["code"], shown["is"]) != (code_of(group, point), wanted)]

    def told_selects(self, index):
        return self.browser.evaluate(
            "Array.from(document.querySelectorAll('#g%d .selects tbody tr'),"
            " (row) => [Number(row.dataset.first), Number(row.dataset.last)])" % index)

    def sample(self, index, group):
        """Points anywhere, and as many where something is told."""
        told = self.told_selects(index)
        points = []
        for number in range(SAMPLES):
            select = self.choose.randrange(256)
            if told and number % 2:
                select = self.choose.randint(*self.choose.choice(told))
            points.append({"fixed": False, "select": select,
                           "umask": self.choose.choice([self.choose.randrange(256), number % 16])})
        if group["vendor"] == "intel":
            points += [{"fixed": True, "select": n, "umask": 0} for n in range(32)]
        return points

    def hover_map(self, index, group):
        points = self.sample(index, group)
        svg = "document.querySelector('#g%d .map')" % index
        left, top, fixed, width = self.browser.evaluate(
            "(({ dataset, viewBox }) => [dataset.left, dataset.top, dataset.fixed || 0,"
            " viewBox.baseVal.width].map(Number))(%s)" % svg)
        seen = []
        for point in points:
            x, y = left + point["umask"] * 2 + 1, top + point["select"] * 2 + 1
            if point["fixed"]:
                x, y = left + point["select"] * 16 + 8, fixed + 6
            box = self.browser.evaluate(
                "((svg) => { const box = svg.getBoundingClientRect(); const y = box.y + %f *"
                " box.width / %f; window.scrollBy(0, y - 300); const now ="
                " svg.getBoundingClientRect(); return { x: now.x + %f * now.width / %f,"
                " y: now.y + %f * now.width / %f }; })(%s)" % (y, width, x, width, y, width, svg))
            self.browser.point_at(box["x"], box["y"])
            seen.append(self.browser.evaluate(SHOWN))
        return len(points), self.wrong(group, points, seen)

    def hover_strips(self, index, group):
        told = self.told_selects(index)
        points, seen = [], []
        for row, (first, _) in enumerate(told[:12]):
            strip = "document.querySelectorAll('#g%d .selects .strip')[%d]" % (index, row)
            box = self.browser.evaluate(PLACE % strip)
            for umask in [0, 1, 2, 255] + [self.choose.randrange(256) for _ in range(4)]:
                self.browser.point_at(box["x"] + (umask + .5) * box["width"] / 256,
                                      box["y"] + box["height"] / 2)
                points.append({"fixed": False, "select": first, "umask": umask})
                seen.append(self.browser.evaluate(SHOWN))
        return len(points), self.wrong(group, points, seen)

    def walk(self, index, group):
        """By keyboard alone: focus the map or the table, and step."""
        target = "#g%d %s" % (index, ".selects" if group["vendor"] == "amd" else ".map")
        self.browser.evaluate("document.querySelector('%s').focus()" % target)
        focused = self.browser.evaluate("document.activeElement.matches('%s')" % target)
        firsts = [first for first, _ in self.told_selects(index)]
        self.browser.key("PageUp", 8)
        self.browser.key("Home")
        self.browser.key("ArrowDown")
        self.browser.key("ArrowRight")
        self.browser.key("ArrowRight", 8)
        select = 1
        if group["vendor"] == "amd":
            select = firsts[min(1, len(firsts) - 1)]
        point = {"fixed": False, "select": select, "umask": 17}
        wrong = self.wrong(group, [point], [self.browser.evaluate(SHOWN)])
        return wrong if focused else wrong + ["cannot be focused"]

    def search(self, text):
        self.browser.evaluate("(() => { const box = document.getElementById('search');"
                              " box.value = ''; box.focus(); })()")
        self.browser.type(text)
        return self.browser.evaluate("Array.from(document.querySelectorAll('#results button'),"
                                     " (button) => button.textContent)")

    def search_events(self, index, group):
        """Each of some events is found by its name, and Enter shows what it is."""
        events = self.browser.evaluate(
            "Array.from(document.querySelectorAll('#g%d .events tbody tr'), (row) =>"
            " Array.from(row.cells, (cell) => cell.textContent))" % index)
        wrong = []
        for name, code, is_now, _ in self.choose.sample(events, min(8, len(events))):
            half = name[:-1].lower().replace(".", ":")
            found = self.search(half)
            if not any(name in result and code in result and is_now in result
                       for result in found):
                wrong.append("%s finds %s" % (half, found[:3]))
            self.search(code)
            self.browser.key("Enter")
            shown = self.browser.evaluate(SHOWN)
            if shown["code"] != code:
                wrong.append("%s shows %s" % (code, shown))
        return len(events), wrong


def check_page(results, reader):
    browser, name = reader.browser, os.path.basename(reader.page)
    results.tell(bool(reader.data["groups"]) and not
                 browser.evaluate("document.getElementById('look-up').hidden"),
                 name + ": the page opens and its script runs")
    for index, group in enumerate(reader.data["groups"]):
        title = "%s, %s: " % (name, group["vendor"])
        if group["vendor"] != "amd":
            count, wrong = reader.hover_map(index, group)
            results.tell(count and not wrong, title + "hovering the map tells the truth, %d points"
                         % count, wrong[:5])
        count, wrong = reader.hover_strips(index, group)
        results.tell(not wrong, title + "hovering the strips tells the truth, %d points" % count,
                     wrong[:5])
        if group["vendor"] != "amd" or count:
            wrong = reader.walk(index, group)
            results.tell(not wrong, title + "arrow keys reach points", wrong)
        count, wrong = reader.search_events(index, group)
        results.tell(not wrong, title + "the search finds events, of %d" % count, wrong[:5])
    wrong = browser.complaints()
    results.tell(not wrong, name + ": nothing in the console, nothing loaded", wrong)


def check_markup(results, reader):
    """Strings that hold markup are texts, wherever they are shown."""
    browser = reader.browser
    counts = browser.evaluate(
        "[document.querySelectorAll('img, iframe, object, link, base').length,"
        " document.scripts.length, document.querySelector('h1').textContent,"
        " document.querySelector('.rules').textContent]")
    results.tell(counts[0] == 0 and counts[1] == 2, "markup in strings made no element", counts)
    results.tell(MARKUP in counts[2], "the policy's name is shown as it is", counts)
    results.tell(MARKUP in counts[3], "reasons are shown as they are", [counts[3]])
    reader.search("0xc4:0x00")
    browser.key("Enter")
    shown = browser.evaluate(SHOWN)["text"]
    results.tell(MARKUP in shown and "</script>" in shown, "looked up, a reason is a text as well",
                 [shown])
    results.tell(browser.evaluate("document.querySelectorAll('#point img').length") == 0,
                 "and makes no element")
    browser.evaluate("document.body.insertAdjacentHTML('beforeend',"
                     " '<img src=x onerror=\"window.ran = 1\"><style>body{display:none}</style>')")
    browser.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                     " { textContent: 'window.ran = 2' }))")
    results.tell(browser.evaluate("[window.ran === undefined, getComputedStyle(document.body)"
                                  ".display]") == [True, "block"],
                 "even real markup would run and style nothing: the content security policy holds")


def take_pictures(browser, folder, page):
    stem = os.path.join(folder, os.path.splitext(os.path.basename(page))[0])
    for scheme in ("light", "dark"):
        browser.screen(1280, 1000, scheme)
        browser.open(page)
        browser.picture("%s-%s.png" % (stem, scheme))
        browser.evaluate("document.querySelector('section[id=g0]').scrollIntoView()")
        browser.evaluate("document.getElementById('search').focus()")
        browser.type("0xc4:0x01")
        browser.key("Enter")
        browser.evaluate("document.querySelector('section[id=g0]').scrollIntoView()")
        browser.picture("%s-%s-map.png" % (stem, scheme))


def check_without_script(results, browser, page):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page)
    tree = browser.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    aside = browser.call("DOM.querySelector", nodeId=tree, selector="#look-up[hidden]")["nodeId"]
    rows = browser.call("DOM.querySelectorAll", nodeId=tree,
                        selector=".selects tbody tr")["nodeIds"]
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    results.tell(aside and rows, "without a script the tables stand, and what needs it is hidden")


def check_width(results, browser, page):
    wrong = []
    for width in (360, 800, 1280):
        browser.screen(width, 900, "light")
        browser.open(page)
        needed = browser.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wrong.append("%d pixels wide, it needs %d" % (width, needed))
    results.tell(not wrong, "narrow windows need no scrolling sideways", wrong)


def main(chromium, program, pictures, *pages):
    results = Results()
    browser = Browser(chromium)
    try:
        for page, new, old in zip(pages[::3], pages[1::3], pages[2::3]):
            reader = Reader(browser, program, page, (new, old))
            check_page(results, reader)
            if "markup" in page:
                check_markup(results, reader)
            take_pictures(browser, pictures, page)
        check_without_script(results, browser, pages[0])
        check_width(results, browser, pages[0])
    finally:
        browser.close()
    print("1..%d" % results.count)
    return results.failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
