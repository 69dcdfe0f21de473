// SPDX-License-Identifier: BSD-2-Clause
// Looks points up: under the pointer, by arrow keys, and by name. What is found is only ever set as
// text. Names, rules and hosts are read from the page's tables; the data hold numbers.
"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const pointBox = document.getElementById("point");
const resultList = document.getElementById("results");
const searchBox = document.getElementById("search");
const RESULTS_SHOWN = 40;
const hex = (number, digits) => "0x" + number.toString(16).padStart(digits, "0");

// "c0:1 d0-d3:ff" as runs; report_data.h tells the form.
const readRuns = (text) => text.split(" ").filter(Boolean).map((run) => {
  const [selects, umasks] = run.split(":");
  const [first, last] = selects.split("-").map((digits) => parseInt(digits, 16));
  return { first, last: last === undefined ? first : last, umasks };
});
const hasUmask = (umasks, umask) =>
  umasks === "*" || (parseInt(umasks[umask >> 2] || "0", 16) >> (umask & 3) & 1) === 1;
const runsHave = (runs, select, umask) =>
  runs.some((run) => run.first <= select && select <= run.last && hasUmask(run.umasks, umask));
const fixedHas = (bitmap, counter) => (bitmap >>> counter & 1) === 1;

const allHosts = [];
const groups = data.groups.map((group, index) => {
  const section = document.getElementById("g" + index);
  const hosts = section.querySelectorAll("h2 .host");
  group.hosts.forEach((host, i) => { allHosts[host] = hosts[i].textContent; });
  return {
    vendor: group.vendor, selects: group.selects, hosts: group.hosts, section,
    label: section.querySelector("h2").textContent,
    now: { runs: readRuns(group.new.points), fixed: group.new.fixed },
    before: { runs: readRuns(group.old.points), fixed: group.old.fixed },
    map: section.querySelector(".map"), table: section.querySelector(".selects"), events: [],
  };
});
const rules = data.rules.map((rule, index) => ({
  allows: rule.allows, row: document.getElementById("r" + index),
  parts: rule.parts.map((part) => ({ ...part, runs: readRuns(part.points) })),
}));

// A point is { group, fixed, select, umask }; of a fixed counter the select is its number.
const codeOf = (point) => {
  if (point.fixed) return "fixed " + point.select;
  if (point.group.vendor === "arm64") return hex(point.select * 256 + point.umask, 4);
  return hex(point.select, point.group.selects > 256 ? 3 : 2) + ":" + hex(point.umask, 2);
};
const allows = (side, point) => point.fixed ? fixedHas(side.fixed, point.select)
                                            : runsHave(side.runs, point.select, point.umask);
// The words of the tables: report_table.c has them, too.
const verdictOf = (point) => {
  const now = allows(point.group.now, point);
  const before = allows(point.group.before, point);
  if (now === before) return { text: now ? "allowed" : "denied", name: "kept" };
  return now ? { text: "+ allowed, was denied", name: "widened" }
             : { text: "\u2212 denied, was allowed", name: "narrowed" };
};

groups.forEach((group) => {
  group.section.querySelectorAll(".events tbody tr").forEach((row) => {
    const [name, code, , only] = Array.from(row.cells, (cell) => cell.textContent);
    group.events.push({ group, name, code, only, key: name.toLowerCase().replace(/:/g, ".") });
  });
});

// "0xc4:0x01", "fixed 1", "0x8031", as a point of a group; or null.
const readPoint = (group, text) => {
  const pair = /^(?:0x)?([0-9a-f]{1,3})(?:\s*[:,]\s*|\s+(?:umask\s+)?)(?:0x)?([0-9a-f]{1,2})$/i
    .exec(text);
  const fixed = /^fixed[ :]?\s*([0-9]{1,2})$/i.exec(text);
  const event = /^(?:arm64[ :]?\s*(?:0x)?|0x)([0-9a-f]{1,4})$/i.exec(text);
  if (group.vendor === "arm64") {
    const number = event && parseInt(event[1], 16);
    return event && { group, fixed: false, select: number >> 8, umask: number & 255 };
  }
  if (fixed && group.vendor === "intel" && Number(fixed[1]) < 32)
    return { group, fixed: true, select: Number(fixed[1]), umask: 0 };
  const select = pair && parseInt(pair[1], 16);
  return pair && select < group.selects
    ? { group, fixed: false, select, umask: parseInt(pair[2], 16) } : null;
};

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const addList = (title, items) => {
  if (!items.length) return;
  const list = element("ul");
  list.append(...items);
  pointBox.append(element("h3", title), list);
};

// The hosts of the point's group on which a rule names it.
const hostsNaming = (rule, point) => {
  const hosts = new Set();
  rule.parts.forEach((part) => {
    if (point.fixed ? fixedHas(part.fixed, point.select)
                    : runsHave(part.runs, point.select, point.umask))
      part.hosts.filter((host) => point.group.hosts.includes(host))
        .forEach((host) => hosts.add(host));
  });
  return Array.from(hosts);
};
const ruleItem = (rule, hosts, point) => {
  const item = element("li");
  const [place, text, because] = Array.from(rule.row.cells, (cell) => cell.textContent);
  const link = element("a", place);
  link.href = "#" + rule.row.id;
  item.append(link, " ", element("code", text));
  if (because) item.append(" because ", element("q", because));
  if (hosts.length < point.group.hosts.length)
    item.append(" (only " + hosts.map((host) => allHosts[host]).join(", ") + ")");
  return item;
};
const showRules = (point, allowed) => {
  if (!data.default) return;
  const number = point.select * 256 + point.umask;
  if (point.group.vendor === "arm64" && (number === 0 || number === 0x1e)) {
    pointBox.append(element("p", "KVM never filters this event."));
    return;
  }
  const naming = rules.map((rule) => ({ rule, hosts: hostsNaming(rule, point) }))
    .filter((found) => found.hosts.length);
  const deciding = naming.filter((found) => found.rule.allows === allowed);
  const others = naming.filter((found) => found.rule.allows !== allowed);
  const items = (list) => list.map((found) => ruleItem(found.rule, found.hosts, point));
  addList(allowed ? "Allowed by" : "Denied by", items(deciding));
  if (!deciding.length)
    pointBox.append(element("p", "No rule decides it: the default is " + data.default + "."));
  addList("Overruled", items(others));
};

const cross = (svg, d) => {
  document.querySelectorAll(".cross").forEach((old) => old.remove());
  if (!svg) return;
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("class", "cross");
  path.setAttribute("d", d);
  svg.append(path);
};
const isIn = (row, select) =>
  Number(row.dataset.first) <= select && select <= Number(row.dataset.last);
const rowOf = (point) => point.group.table &&
  Array.from(point.group.table.tBodies[0].rows).find((row) => isIn(row, point.select));
const drawCross = (point) => {
  const map = point.group.map;
  const row = !point.fixed && rowOf(point);
  if (!map) {
    cross(row && row.querySelector("svg"), `M${point.umask * 2 + 1} 0v12`);
    return;
  }
  const { left, top, fixed } = Object.fromEntries(
    Object.entries(map.dataset).map(([key, value]) => [key, Number(value)]));
  const x = left + (point.fixed ? point.select * 16 : point.umask * 2);
  const y = point.fixed ? fixed : top + point.select * 2;
  const [width, height] = point.fixed ? [16, 12] : [2, 2];
  // A frame, and arrows at the left and above: what is drawn around the point stays visible.
  cross(map, `M${x - 2} ${y - 2}h${width + 4}v${height + 4}h-${width + 4}z` +
    `M${left - 8} ${y - 3}l5 ${3 + height / 2}l-5 ${3 + height / 2}z` +
    (point.fixed ? "" : `M${x - 3} ${top - 5}l${3 + width / 2} 5l${3 + width / 2} -5z`));
};

let current = null;
const show = (point) => {
  const verdict = verdictOf(point);
  const code = codeOf(point);
  current = point;
  pointBox.replaceChildren(element("p", point.group.label, "where"), element("p", code, "code"),
    element("p", verdict.text, "is " + verdict.name));
  addList("Known as", point.group.events.filter((event) => event.code === code)
    .map((event) => element("li", event.only ? event.name + " (" + event.only + ")" : event.name)));
  showRules(point, allows(point.group.now, point));
  drawCross(point);
};

const inside = (value, end) => value >= 0 && value < end;
const pointOnMap = (group, event) => {
  const svg = group.map;
  const box = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / box.width;
  const x = (event.clientX - box.left) * scale - Number(svg.dataset.left);
  const y = (event.clientY - box.top) * scale;
  const umask = Math.floor(x / 2);
  const select = Math.floor((y - Number(svg.dataset.top)) / 2);
  if (inside(umask, 256) && inside(select, 256)) return { group, fixed: false, select, umask };
  const isFixed = svg.dataset.fixed && inside(y - Number(svg.dataset.fixed), 12) && inside(x, 512);
  return isFixed ? { group, fixed: true, select: Math.floor(x / 16), umask: 0 } : null;
};
const pointOnStrip = (group, strip, event) => {
  const box = strip.getBoundingClientRect();
  const umask = Math.floor((event.clientX - box.left) * 256 / box.width);
  const select = Number(strip.closest("tr").dataset.first);
  return inside(umask, 256) ? { group, fixed: false, select, umask } : null;
};

const clamp = (value, end) => Math.min(Math.max(value, 0), end - 1);
const moveBy = (group, columns, rows) => {
  const from = current && current.group === group && !current.fixed
    ? current : { select: 0, umask: 0 };
  const firsts = group.map ? null
    : Array.from(group.table.tBodies[0].rows, (row) => Number(row.dataset.first));
  let select = clamp(from.select + rows, group.selects);
  if (firsts) {
    const at = firsts.findLastIndex((first) => first <= from.select);
    select = firsts[clamp(at + rows, firsts.length)];
  }
  show({ group, fixed: false, select, umask: clamp(from.umask + columns, 256) });
};
const steps = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  PageUp: [0, -16], PageDown: [0, 16], Home: [-256, 0], End: [256, 0],
};
const onKey = (group) => (event) => {
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  const times = event.shiftKey ? 16 : 1;
  event.preventDefault();
  moveBy(group, step[0] * times, step[1] * times);
};
const makeReachable = (target, group, label) => {
  target.tabIndex = 0;
  target.setAttribute("aria-label",
    label + " Arrow keys look points up, with Shift in steps of 16.");
  target.setAttribute("aria-describedby", "point");
  target.addEventListener("keydown", onKey(group));
};

groups.forEach((group) => {
  const onMove = (find) => (event) => {
    const point = find(event);
    if (point) show(point);
  };
  if (group.map) {
    const follow = onMove((event) => pointOnMap(group, event));
    ["pointermove", "pointerdown"].forEach((name) => group.map.addEventListener(name, follow));
    group.map.setAttribute("role", "application");
    makeReachable(group.map, group, "Map of " + group.label + ".");
  } else if (group.table) {
    makeReachable(group.table, group, "Selects of " + group.label + ".");
  }
  if (group.table)
    group.table.querySelectorAll(".strip").forEach((strip) => {
      const follow = onMove((event) => pointOnStrip(group, strip, event));
      ["pointermove", "pointerdown"].forEach((name) => strip.addEventListener(name, follow));
    });
});

// Search: a point in numbers, or a part of a name or of a code.
const resultButton = (text, point) => {
  const item = element("li");
  const button = element("button");
  const verdict = verdictOf(point);
  button.type = "button";
  button.append(text, " ", element("code", codeOf(point)), " ",
    element("b", verdict.text, verdict.name));
  if (groups.length > 1) button.append(element("br"), element("span", point.group.label, "names"));
  button.addEventListener("click", () => {
    const target = point.group.map || rowOf(point) || point.group.section;
    show(point);
    target.scrollIntoView({ block: "nearest" });
  });
  item.append(button);
  return item;
};
const findPoints = (text) => {
  const key = text.toLowerCase().replace(/:/g, ".");
  const points = groups.map((group) => readPoint(group, text)).filter(Boolean);
  const isExact = (point) => codeOf(point) === text.toLowerCase();
  const events = groups.flatMap((group) => group.events)
    .filter((event) => event.key.includes(key) || event.code.includes(text.toLowerCase()));
  points.sort((a, b) => isExact(b) - isExact(a));
  return points.map((point) => ["", point])
    .concat(events.map((event) => [event.name, readPoint(event.group, event.code)]));
};
const search = () => {
  const text = searchBox.value.trim();
  const found = text ? findPoints(text) : [];
  resultList.replaceChildren(...found.slice(0, RESULTS_SHOWN)
    .map(([name, point]) => resultButton(name, point)));
  if (found.length > RESULTS_SHOWN)
    resultList.append(element("li",
      `and ${found.length - RESULTS_SHOWN} more: say more of the name`));
  if (text && !found.length)
    resultList.append(element("li",
      "Nothing is known by that name. Numbers such as 0xc4:0x01 always work."));
};
searchBox.addEventListener("input", search);
searchBox.addEventListener("keydown", (event) => {
  const first = resultList.querySelector("button");
  if (event.key === "Enter" && first) first.click();
});

document.getElementById("look-up").hidden = false;
document.querySelector(".page").classList.remove("no-script");
})();
