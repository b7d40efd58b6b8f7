
"use strict";
(() => {
  const FIRST = 60;
  const CHUNK = 200;
  const FIELDS = ["env", "model", "acc"];
  const LEAST_FIRST = ["spec", "owner", "method", "digest", "model", "env", "gpus"];
  const THEMES = ["auto", "light", "dark"];
  const find = (id) => document.getElementById(id);
  const table = document.querySelector("table");
  const frame = document.querySelector(".frame");
  const body = table.tBodies[0];
  const heads = [...document.querySelectorAll("thead th")];
  const chips = [...document.querySelectorAll(".chip")];
  const selects = FIELDS.map(find).filter(Boolean);
  const details = JSON.parse(find("details").textContent);
  const order = new Intl.Collator("en", { numeric: true });

  const runs = [...body.rows].map((row, index) => ({
    row,
    index,
    detail: null,
    state: row.dataset.state,
    env: row.dataset.env,
    model: row.dataset.model,
    acc: row.dataset.acc,
    gpus: Number(row.dataset.gpus || 0),
    keys: [...row.cells].map((cell) => cell.dataset.key ?? cell.textContent),
    text: `${[...row.cells].map((cell) => cell.textContent).join("\n")}\n${textOf(details[index])}`.toLowerCase(),
  }));
  const byRow = new Map(runs.map((run) => [run.row, run]));
  let matching = runs;
  let shown = 0;
  let sort = { column: null, down: false };

  function textOf(detail) {
    return [detail.error, detail.text, ...detail.facts.map((fact) => fact.join(" "))].filter(Boolean).join("\n");
  }

  function pressed() {
    return chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.value);
  }

  function wanted() {
    const words = find("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const states = pressed();
    const set = selects.filter((select) => select.value);
    return (run) =>
      (!states.length || states.includes(run.state)) &&
      set.every((select) => run[select.id] === select.value) &&
      words.every((word) => run.text.includes(word));
  }

  function sorted(found) {
    if (sort.column === null) return found;
    const column = heads.findIndex((head) => head.dataset.column === sort.column);
    const sign = sort.down ? -1 : 1;
    const compare = (one, other) => {
      const [a, b] = [one.keys[column], other.keys[column]];
      if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
      return sign * order.compare(a, b) || one.index - other.index;
    };
    return found.toSorted(compare);
  }

  function update() {
    matching = sorted(runs.filter(wanted()));
    shown = 0;
    body.replaceChildren();
    more(FIRST);
    for (const select of selects) select.classList.toggle("set", select.value !== "");
    for (const head of heads) {
      if (head.dataset.column === sort.column) head.ariaSort = sort.down ? "descending" : "ascending";
      else head.removeAttribute("aria-sort");
    }
    find("none").hidden = matching.length > 0;
    find("reset").hidden = !(find("q").value || pressed().length || selects.some((select) => select.value));
    count();
  }

  function more(number) {
    const next = matching.slice(shown, shown + number);
    body.append(...next.flatMap((run) => (run.detail && !run.detail.hidden ? [run.row, run.detail] : [run.row])));
    shown += next.length;
    const left = matching.length - shown;
    find("more").hidden = left === 0;
    find("more").textContent = `Show more (${left.toLocaleString("en")} left)`;
    narrow();
  }

  // Columns that have no room go, the least needed first: each row opens to what they say.
  function narrow() {
    for (const name of LEAST_FIRST) {
      if (table.offsetWidth <= frame.clientWidth) return;
      table.classList.add(`no-${name}`);
    }
  }

  // What is wide stays as wide while the rows change, so that columns do not jump under the eyes.
  function fit() {
    table.className = "";
    for (const head of heads) head.style.minWidth = "";
    narrow();
    for (const head of heads) {
      if (head.dataset.column !== "spec") head.style.minWidth = `${Math.floor(head.getBoundingClientRect().width)}px`;
    }
    narrow();
  }

  function count() {
    const all = matching.length === runs.length;
    const number = (value, of, noun) => {
      const bold = document.createElement("b");
      bold.textContent = value.toLocaleString("en");
      return [bold, `${all ? "" : ` of ${of.toLocaleString("en")}`} ${noun}${of === 1 ? "" : "s"}`];
    };
    const gpus = (list) => list.reduce((sum, run) => sum + run.gpus, 0);
    find("count").replaceChildren(
      ...number(matching.length, runs.length, "run"), ", ", ...number(gpus(matching), gpus(runs), "GPU"),
    );
  }

  function made(name, text, className) {
    const element = document.createElement(name);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function detailOf(run) {
    const detail = details[run.index];
    const row = made("tr", "", "detail");
    const cell = made("td", "");
    const list = made("dl", "");
    row.id = `detail-${run.index}`;
    cell.colSpan = heads.length;
    if (detail.error) cell.append(made("p", detail.error, "error"));
    if (detail.text) cell.append(made("p", detail.text));
    for (const [name, text] of detail.facts) {
      const item = made("div", "");
      item.append(made("dt", name), made("dd", text));
      list.append(item);
    }
    cell.append(list);
    row.append(cell);
    row.hidden = true;
    return row;
  }

  function toggle(run) {
    run.detail ??= detailOf(run);
    const opens = run.detail.hidden;
    const button = run.row.querySelector(".toggle");
    run.detail.hidden = !opens;
    if (opens) run.row.after(run.detail);
    else run.detail.remove();
    run.row.classList.toggle("open", opens);
    button.ariaExpanded = String(opens);
    if (opens) button.setAttribute("aria-controls", run.detail.id);
    else button.removeAttribute("aria-controls");
  }

  function write() {
    const state = new URLSearchParams();
    if (find("q").value) state.set("q", find("q").value);
    if (pressed().length) state.set("state", pressed().join(","));
    for (const select of selects) if (select.value) state.set(select.id, select.value);
    if (sort.column) state.set("sort", (sort.down ? "-" : "") + sort.column);
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function read() {
    const state = new URLSearchParams(location.hash.slice(1));
    const states = (state.get("state") ?? "").split(",");
    const column = state.get("sort") ?? "";
    find("q").value = state.get("q") ?? "";
    for (const chip of chips) chip.ariaPressed = String(states.includes(chip.value));
    for (const select of selects) {
      select.value = state.get(select.id) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    }
    const name = column.replace(/^-/, "");
    sort = heads.some((head) => head.dataset.column === name)
      ? { column: name, down: column.startsWith("-") }
      : { column: null, down: false };
    update();
  }

  function changed() {
    update();
    write();
  }

  function dress(theme) {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    find("theme").textContent = `Theme: ${theme}`;
  }

  function stored() {
    try {
      const theme = localStorage.getItem("gitune-theme");
      return THEMES.includes(theme) ? theme : "auto";
    } catch {
      return "auto";
    }
  }

  find("theme").addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? "auto";
    const theme = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    dress(theme);
    try {
      localStorage.setItem("gitune-theme", theme);
    } catch {
      // a browser that keeps nothing for files still shows the theme
    }
  });
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  find("q").addEventListener("input", changed);
  for (const select of selects) select.addEventListener("change", changed);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      changed();
    });
  }
  find("reset").addEventListener("click", () => {
    find("q").value = "";
    for (const select of selects) select.value = "";
    for (const chip of chips) chip.ariaPressed = "false";
    changed();
    find("q").focus();
  });
  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const column = head.dataset.column;
      const first = head.dataset.first === "down";
      if (sort.column !== column) sort = { column, down: first };
      else if (sort.down === first) sort = { column, down: !first };
      else sort = { column: null, down: false };
      changed();
    });
  }
  body.addEventListener("click", (event) => {
    const run = byRow.get(event.target.closest("tr"));
    if (run && (event.target.closest(".toggle") || !String(getSelection()))) toggle(run);
  });
  find("more").addEventListener("click", () => more(CHUNK));
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) more(CHUNK);
  }, { rootMargin: "800px" }).observe(find("more"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      find("q").focus();
      find("q").select();
    } else if (event.key === "Escape" && event.target === find("q")) {
      if (find("q").value) {
        find("q").value = "";
        changed();
      } else find("q").blur();
    }
  });
  addEventListener("beforeprint", () => more(matching.length));
  addEventListener("hashchange", read);
  let width = 0;
  new ResizeObserver(() => {
    if (frame.clientWidth !== width) fit();
    width = frame.clientWidth;
  }).observe(frame);

  dress(stored());
  find("theme").hidden = false;
  read();
})();
