// The page of phones: one live feed in, small posts out. Everything shown comes from the sandbox.

import { element } from "./pictures.js";
import { Phone } from "./phone.js";
import { HINTS, WORDS } from "./words.js";

const phones = new Map();
const page = {
  language: remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
  now: null,
  cast: [],
  chosen: null,
  get words() {
    return WORDS[this.language];
  },
  local(zone, at, options) {
    const locale = this.language === "zh" ? "zh-CN" : "en-GB";
    return new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options }).format(at);
  },
  announce(text) {
    document.getElementById("announce").textContent = text;
  },
  async post(path, body) {
    return fetch(`/sandbox/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  },
  touched: drawTabs,
};

function remembered() {
  try {
    return localStorage.getItem("warmline-language");
  } catch {
    return null; // storage may be switched off; the browser's language then decides each time
  }
}

function speak(language) {
  page.language = language;
  try {
    localStorage.setItem("warmline-language", language);
  } catch {
    // not kept, still spoken
  }
  draw();
}

function draw() {
  document.documentElement.lang = page.language;
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = page.words[each.dataset.word];
  for (const each of document.querySelectorAll("[data-word-label]")) {
    each.setAttribute("aria-label", page.words[each.dataset.wordLabel]);
  }
  for (const each of document.querySelectorAll("[data-language]")) {
    each.setAttribute("aria-pressed", String(each.dataset.language === page.language));
  }
  document.getElementById("hints").replaceChildren(
    ...HINTS.map((hint) => element("li", {}, element("span", {}, page.words[hint]))),
  );
  for (const phone of phones.values()) phone.draw();
  drawTabs();
  drawClock();
}

function drawTabs() {
  const tabs = document.getElementById("tabs");
  const focused = tabs.contains(document.activeElement);
  tabs.replaceChildren(
    ...page.cast.map((member) => {
      const phone = phones.get(member.id);
      const chosen = member.id === page.chosen;
      return element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${member.id}`,
          "aria-selected": String(chosen),
          "aria-controls": `phone-${member.id}`,
          tabindex: chosen ? "0" : "-1",
          class: phone.paged ? "paged" : "",
          onclick: () => choose(member.id),
        },
        member.name[page.language],
        phone.unread
          ? element("span", { class: "badge", "aria-label": `${phone.unread} ${page.words.unread}` }, String(phone.unread))
          : null,
      );
    }),
  );
  if (focused) document.getElementById(`tab-${page.chosen}`).focus();
}

function choose(id) {
  page.chosen = id;
  for (const [each, phone] of phones) phone.root.classList.toggle("chosen", each === id);
  phones.get(id).read();
  phones.get(id).toEnd();
  drawTabs();
}

document.getElementById("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = page.cast.findIndex((member) => member.id === page.chosen);
  choose(page.cast[(at + step + page.cast.length) % page.cast.length].id);
  document.getElementById(`tab-${page.chosen}`).focus();
});

function drawClock() {
  if (page.now === null) return;
  const seen = new Map();
  for (const member of page.cast) if (!seen.has(member.tz)) seen.set(member.tz, member);
  const zones = [...seen.values()].sort((a) => (a.tz === "Asia/Shanghai" ? -1 : 0));
  document.getElementById("zones").replaceChildren(
    ...zones.map((member) =>
      element(
        "span",
        { class: "zone" },
        element("small", {}, page.words.zones[member.tz] ?? member.place[page.language]),
        element("time", {}, page.local(member.tz, page.now, { hour: "2-digit", minute: "2-digit" })),
        element(
          "small",
          { class: "date" },
          page.local(member.tz, page.now, { month: "short", day: "numeric", weekday: "short" }),
        ),
        element("small", { class: "weekday" }, page.local(member.tz, page.now, { weekday: "short" })),
      ),
    ),
  );
  for (const phone of phones.values()) phone.drawTime();
}

function tick(now) {
  const before = page.now?.getTime();
  page.now = new Date(now);
  if (before === undefined || Math.floor(before / 60000) !== Math.floor(page.now.getTime() / 60000)) drawClock();
}

function begin(state) {
  page.cast = state.cast;
  page.now = new Date(state.now);
  document.getElementById("advance").hidden = !state.can_advance;
  const kept = new Set(state.cast.map((member) => member.id));
  for (const [id, phone] of phones) {
    if (!kept.has(id)) {
      phone.root.remove();
      phones.delete(id);
    }
  }
  for (const member of state.cast) {
    if (!phones.has(member.id)) {
      const phone = new Phone(member, page);
      phones.set(member.id, phone);
      document.getElementById("phones").append(phone.root);
    }
    phones.get(member.id).begin(state.chats[member.id], state.users[member.id]);
  }
  if (!phones.has(page.chosen)) page.chosen = state.cast[0]?.id ?? null;
  draw();
  if (page.chosen !== null) choose(page.chosen);
}

function hear(news) {
  if (news.now) tick(news.now);
  if (news.type === "state") begin(news);
  else if (news.type === "settings") for (const phone of phones.values()) phone.refresh();
  else phones.get(news.chat)?.hear(news);
}

function listen() {
  const feed = new EventSource("/sandbox/feed");
  const offline = document.getElementById("offline");
  feed.onopen = () => (offline.hidden = true);
  feed.onmessage = (event) => hear(JSON.parse(event.data));
  feed.onerror = () => {
    offline.hidden = false;
    if (feed.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
}

for (const each of document.querySelectorAll("[data-language]")) {
  each.addEventListener("click", () => speak(each.dataset.language));
}

document.getElementById("advance").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const bar = document.getElementById("advance");
  bar.classList.add("moving");
  for (const each of bar.children) each.disabled = true;
  try {
    const step = button.dataset.to ? { to: button.dataset.to } : { advance_seconds: Number(button.dataset.seconds) };
    const answer = await page.post("clock", step);
    if (answer.ok) tick((await answer.json()).now);
    else page.announce(page.words.failed);
  } catch {
    page.announce(page.words.failed);
  } finally {
    bar.classList.remove("moving");
    for (const each of bar.children) each.disabled = false;
    button.focus();
  }
});

draw();
listen();
