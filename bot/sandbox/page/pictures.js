// Drawn stand-ins for media: nothing is loaded from anywhere.

const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function icon(path, size = 22) {
  return drawn(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true" },
    drawn("path", { d: path }),
  );
}

export const ICONS = {
  send: "M4 12l16-8-6 16-3-7z",
  plus: "M12 5v14M5 12h14",
  slash: "M15 5L9 19",
  photo: "M4 6h16v12H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  video: "M4 6h11v12H4zM15 10l5-3v10l-5-3",
  voice: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3",
  location: "M12 21s-6-5.3-6-10a6 6 0 0 1 12 0c0 4.7-6 10-6 10zM12 12.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3",
  document: "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
  audio: "M9 18V6l9-2v12M9 18a2.5 2 0 1 1-5 0 2.5 2 0 0 1 5 0M18 16a2.5 2 0 1 1-5 0 2.5 2 0 0 1 5 0",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
  block: "M5 5l14 14M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18",
  close: "M6 6l12 12M18 6L6 18",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
};

function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

// a small generator, so that the same message always looks the same
function* dots(seed) {
  let value = (seed * 9301 + 49297) % 233280;
  for (;;) {
    value = (value * 9301 + 49297) % 233280;
    yield value / 233280;
  }
}

function landscape(id, playable) {
  const hue = (id * 47) % 360;
  const sky = `hsl(${hue} 45% 78%)`;
  const scene = [
    drawn("rect", { width: 240, height: 160, fill: sky }),
    drawn("circle", { cx: 178, cy: 48, r: 20, fill: "#fff6dc" }),
    drawn("path", { d: "M0 118 60 66l44 40 38-30 98 60v24H0z", fill: `hsl(${hue} 28% 56%)` }),
    drawn("path", { d: "M0 138q60-30 120-8t120-10v40H0z", fill: `hsl(${(hue + 40) % 360} 30% 42%)` }),
  ];
  if (playable) {
    scene.push(
      drawn("circle", { cx: 120, cy: 80, r: 22, fill: "rgb(0 0 0 / 45%)" }),
      drawn("path", { d: "M113 68v24l20-12z", fill: "#fff" }),
    );
  }
  return drawn("svg", { viewBox: "0 0 240 160", class: "picture" }, ...scene);
}

function wave(id, seconds) {
  const random = dots(id);
  const bars = [];
  for (let at = 0; at < 28; at += 1) {
    const height = 4 + random.next().value * 18;
    bars.push(drawn("rect", { x: at * 5, y: 13 - height / 2, width: 3, height, rx: 1.5 }));
  }
  return element(
    "div",
    { class: "voice-note" },
    element("span", { class: "disc" }, icon(ICONS.voice, 18)),
    drawn("svg", { viewBox: "0 0 138 26", class: "wave" }, ...bars),
    element("span", { class: "length" }, length(seconds)),
  );
}

function map(place) {
  const at = { x: 120, y: 62 };
  return element(
    "div",
    { class: "map" },
    drawn(
      "svg",
      { viewBox: "0 0 240 110", class: "picture" },
      drawn("rect", { width: 240, height: 110, fill: "#e6ead9" }),
      drawn("path", { d: "M0 84q50-26 90 0t150-22v48H0z", fill: "#bcd7e2" }),
      drawn("path", { d: "M-10 30 250 70M70-10 110 120M190-10 150 120", stroke: "#fff", "stroke-width": 7 }),
      drawn("path", {
        d: `M${at.x} ${at.y}s-13-12-13-22a13 13 0 0 1 26 0c0 10-13 22-13 22z`,
        fill: "#a8482a",
      }),
      drawn("circle", { cx: at.x, cy: at.y - 22, r: 5, fill: "#fff" }),
    ),
    element("span", { class: "where" }, `${place.latitude.toFixed(3)}, ${place.longitude.toFixed(3)}`),
  );
}

function card(path, title, detail) {
  return element(
    "div",
    { class: "card" },
    element("span", { class: "disc" }, icon(path, 20)),
    element("span", { class: "lines" }, element("b", {}, title), element("small", {}, detail)),
  );
}

function weight(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`;
}

export function picture(message, words) {
  const media = message.media;
  const label = words.kinds[message.kind] ?? message.kind;
  switch (message.kind) {
    case "photo":
      return element("div", { role: "img", "aria-label": label }, landscape(message.id, false));
    case "video":
    case "animation":
      return element("div", { role: "img", "aria-label": label }, landscape(message.id, true));
    case "video_note":
      return element("div", { role: "img", "aria-label": label, class: "round" }, landscape(message.id, true));
    case "voice":
      return wave(message.id, media.duration ?? 0);
    case "audio":
      return card(ICONS.audio, media.title ?? media.file_name ?? label, length(media.duration ?? 0));
    case "document":
      return card(ICONS.document, media.file_name ?? label, weight(media.file_size ?? 0));
    case "contact":
      return card(ICONS.contact, media.first_name, media.phone_number);
    case "location":
      return map(media);
    case "venue":
      return element("div", {}, map(media.location), card(ICONS.location, media.title, media.address));
    case "sticker":
      return element("div", { class: "sticker", role: "img", "aria-label": label }, media.emoji ?? "🌷");
    default:
      return element("div", { class: "sticker", role: "img", "aria-label": label }, media.emoji ?? "🎲");
  }
}
