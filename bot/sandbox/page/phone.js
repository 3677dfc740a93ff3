// One phone: a person's chat with the bot, drawn like a messenger.

import { ICONS, element, icon, picture } from "./pictures.js";

const TYPING_MS = 5000;
const TOAST_MS = 3500;
const PRESS_MS = 15000;
const PLACES = { "Asia/Colombo": [6.124, 81.119], "Asia/Shanghai": [39.904, 116.407] };

export class Phone {
  constructor(member, page) {
    this.member = member;
    this.page = page;
    this.messages = new Map();
    this.user = { commands: [], blocked: false, deactivated: false };
    this.unread = 0;
    this.paged = false;
    this.replyTo = null;
    this.editing = null;
    this.menu = null;
    this.#build();
  }

  get words() {
    return this.page.words;
  }

  #build() {
    const hue = (this.member.id * 67) % 360;
    this.avatar = element("span", { class: "avatar", "aria-hidden": "true" });
    this.avatar.style.setProperty("--hue", hue);
    this.name = element("h2", { id: `name-${this.member.id}` });
    this.role = element("p", {});
    this.time = element("time", {});
    this.badge = element("span", { class: "badge", hidden: true });
    this.log = element("div", { class: "log", role: "log", tabindex: "0", "aria-labelledby": this.name.id });
    this.typing = element("div", { class: "typing", hidden: true }, ...[1, 2, 3].map(() => element("i")));
    this.context = element("div", { class: "context", hidden: true });
    this.menuBox = element("div", { class: "menu", role: "menu", hidden: true });
    this.toasts = element("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.alert = element("div", { class: "alert", hidden: true });
    this.field = element("textarea", {
      rows: "1",
      maxlength: "4096",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
    });
    this.plus = element("button", { type: "button", class: "tool", onclick: () => this.#toggle("attach") }, icon(ICONS.plus));
    this.slash = element("button", { type: "button", class: "tool inner", onclick: () => this.#toggle("commands") }, icon(ICONS.slash));
    this.sendButton = element("button", { type: "submit", class: "tool send" }, icon(ICONS.send));
    this.form = element(
      "form",
      {
        class: "composer",
        onsubmit: (event) => {
          event.preventDefault();
          this.#send();
        },
      },
      this.plus,
      element("span", { class: "field" }, this.field, this.slash),
      this.sendButton,
    );
    this.root = element(
      "section",
      {
        class: "phone",
        id: `phone-${this.member.id}`,
        "data-user": this.member.id,
        "aria-labelledby": this.name.id,
        onpointerdown: () => this.read(),
        onfocusin: () => this.read(),
      },
      element(
        "header",
        {},
        this.avatar,
        element("div", { class: "who" }, this.name, this.role),
        element("div", { class: "when" }, this.time, this.badge),
      ),
      this.log,
      this.toasts,
      this.alert,
      element("div", { class: "foot" }, this.menuBox, this.context, this.form),
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#settle();
    });
  }

  begin(messages, user) {
    this.user = user;
    this.messages = new Map(messages.filter((each) => !each.deleted).map((each) => [each.id, each]));
    this.draw();
    this.toEnd();
    this.#setTyping(user.typing);
  }

  draw() {
    const { language } = this.page;
    const name = this.member.name[language];
    this.name.textContent = name;
    this.avatar.textContent = [...name.replace(/^(Mr|Ms|Mrs|Dr) /, "")][0];
    this.role.textContent = `${this.member.role[language]} · ${this.member.place[language]}`;
    this.field.setAttribute("aria-label", this.words.write);
    this.plus.setAttribute("aria-label", this.words.attach);
    this.slash.setAttribute("aria-label", this.words.commands);
    this.sendButton.setAttribute("aria-label", this.words.send);
    this.typing.setAttribute("aria-label", this.words.typing);
    this.#drawLog();
    this.#drawFoot();
    this.#closeMenu();
    this.drawTime();
    this.#drawBadge();
  }

  drawTime() {
    if (this.page.now === null) return;
    this.time.textContent = this.page.local(this.member.tz, this.page.now, { hour: "2-digit", minute: "2-digit" });
  }

  #drawBadge() {
    this.badge.hidden = this.unread === 0;
    this.badge.textContent = String(this.unread);
    this.badge.setAttribute("aria-label", `${this.unread} ${this.words.unread}`);
    this.root.classList.toggle("paged", this.paged);
  }

  #drawFoot() {
    const gone = this.user.deactivated;
    this.form.classList.toggle("off", gone || this.user.blocked);
    this.field.disabled = gone || this.user.blocked;
    this.sendButton.disabled = this.field.disabled;
    this.slash.disabled = this.field.disabled;
    this.plus.disabled = gone;
    const note = gone ? this.words.deactivated_note : this.user.blocked ? this.words.blocked_note : null;
    this.field.placeholder = note ?? (this.editing ? this.words.edit_placeholder : this.words.write);
    this.#drawContext();
    this.#fit();
  }

  #drawContext() {
    const id = this.editing ?? this.replyTo;
    const about = id === null ? null : this.messages.get(id);
    this.context.hidden = !about;
    if (!about) return;
    const offersEdit = this.editing === null && !about.from_bot && !["sticker", "location", "contact", "dice"].includes(about.kind);
    this.context.replaceChildren(
      element(
        "span",
        { class: "about" },
        element("b", {}, this.editing ? this.words.editing : this.words.replying),
        element("span", {}, this.#gist(about)),
      ),
      offersEdit
        ? element("button", { type: "button", class: "quiet", onclick: () => this.#edit(about) }, this.words.edit)
        : "",
      element(
        "button",
        { type: "button", class: "tool", "aria-label": this.words.cancel, onclick: () => this.#settle() },
        icon(ICONS.close, 18),
      ),
    );
  }

  // ---- the log

  #drawLog() {
    const rows = [];
    let day = null;
    for (const message of [...this.messages.values()].sort((a, b) => a.id - b.id)) {
      const today = this.#day(message);
      if (today !== day) rows.push(this.#dayLine(today));
      day = today;
      rows.push(this.#bubble(message));
    }
    if (rows.length === 0) rows.push(this.#welcome());
    this.log.replaceChildren(...rows, this.typing);
  }

  #dayLine(day) {
    return element("p", { class: "day" }, element("span", {}, day));
  }

  #day(message) {
    return this.page.local(this.member.tz, new Date(message.at), { month: "long", day: "numeric" });
  }

  #welcome() {
    return element(
      "div",
      { class: "welcome" },
      element("p", {}, this.words.start_note),
      element("button", { type: "button", class: "start", onclick: () => this.#say("/start") }, this.words.start),
      this.member.joins
        ? element("button", { type: "button", class: "scan", onclick: () => this.#say(this.member.joins) }, this.words.scan)
        : null,
    );
  }

  #bubble(message) {
    const quoted = message.reply_to === null ? null : this.messages.get(message.reply_to);
    const text = element("div", { class: "text" });
    text.innerHTML = message.html; // made safe by the sandbox: escaped, known tags only
    const at = this.page.local(this.member.tz, new Date(message.at), { hour: "2-digit", minute: "2-digit" });
    const bubble = element(
      "div",
      {
        class: "bubble",
        tabindex: "0",
        onclick: (event) => {
          if (!event.target.closest("a")) this.#reply(message);
        },
        onkeydown: (event) => {
          if (event.key === "Enter" && event.target === event.currentTarget) this.#reply(message);
        },
      },
      message.forwarded ? element("small", { class: "forwarded" }, this.words.forwarded) : null,
      message.reply_to === null
        ? null
        : element(
            "div",
            { class: "quote" },
            element("b", {}, quoted ? (quoted.from_bot ? this.words.bot : this.words.you) : ""),
            element("span", {}, quoted ? this.#gist(quoted) : this.words.message_gone),
          ),
      message.kind ? picture(message, this.words) : null,
      message.text ? text : null,
      element(
        "span",
        { class: "meta" },
        message.protected
          ? element("span", { class: "kept", title: this.words.protected, role: "img", "aria-label": this.words.protected }, icon(ICONS.lock, 12))
          : null,
        message.edited ? `${this.words.edited} ` : "",
        at,
      ),
      message.reactions.length ? element("span", { class: "reaction" }, message.reactions.join("")) : null,
    );
    return element(
      "div",
      { class: `row ${message.from_bot ? "bot" : "own"}`, "data-message": message.id },
      bubble,
      ...message.buttons.map((row) => element("div", { class: "keys" }, ...row.map((each) => this.#inlineKey(message, each)))),
    );
  }

  #inlineKey(message, button) {
    if (button.url) {
      return element("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, " ↗");
    }
    return element(
      "button",
      {
        type: "button",
        class: "key",
        "data-key": button.data,
        onclick: (event) => this.#press(message, button, event.currentTarget),
      },
      button.text,
    );
  }

  #gist(message) {
    const kind = message.kind ? `[${this.words.kinds[message.kind] ?? message.kind}] ` : "";
    return `${kind}${message.text}`.slice(0, 80);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  // ---- what comes in

  hear(news) {
    if (news.type === "message") this.#take(news.message);
    else if (news.type === "toast") this.#toast(news);
    else if (news.type === "typing") this.#setTyping(true);
    else if (news.type === "user") this.refresh();
  }

  async refresh() {
    const answer = await fetch(`/sandbox/chats/${this.member.id}`);
    if (!answer.ok) return;
    this.user = await answer.json();
    this.#drawFoot();
    if (this.menu) this.#open(this.menu);
  }

  #take(message) {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    const known = this.messages.has(message.id);
    if (message.deleted) this.messages.delete(message.id);
    else this.messages.set(message.id, message);
    if (this.replyTo === message.id && message.deleted) this.#settle();
    this.#place(message, known);
    if (near || !message.from_bot) this.toEnd();
    if (message.from_bot) this.#setTyping(false);
    if (message.from_bot && !known && !message.deleted) this.#noticed(message);
  }

  // only what changed is drawn again, so that a screen reader reads new messages and focus stays
  #place(message, known) {
    if (!known && !message.deleted) {
      if (this.messages.size === 1) this.#drawLog();
      else {
        const days = [...this.messages.values()].slice(-2).map((each) => this.#day(each));
        if (days[0] !== days[1]) this.typing.before(this.#dayLine(days[1]));
        this.typing.before(this.#bubble(message));
      }
      this.#flash(this.#row(message.id), "fresh");
      return;
    }
    if (message.deleted) this.#row(message.id)?.remove();
    else this.#flash(this.#again(message), "changed");
    for (const each of this.messages.values()) if (each.reply_to === message.id) this.#again(each);
  }

  // once, and only where it can be seen: a phone that was hidden must not play it all again when it is shown
  #flash(row, motion) {
    if (!row || this.root.offsetParent === null) return;
    row.classList.add(motion);
    row.addEventListener("animationend", () => row.classList.remove(motion), { once: true });
  }

  #again(message) {
    const before = this.#row(message.id);
    const after = this.#bubble(message);
    const held = before?.contains(document.activeElement);
    before?.replaceWith(after);
    if (held) after.querySelector(".bubble").focus({ preventScroll: true });
    return after;
  }

  #row(id) {
    return this.log.querySelector(`[data-message="${id}"]`);
  }

  #noticed(message) {
    if (this.root.contains(document.activeElement)) return;
    this.unread += 1;
    this.paged = !message.silent;
    this.page.announce(`${this.words.new_for} ${this.member.name[this.page.language]}`);
    this.#drawBadge();
    this.page.touched();
  }

  read() {
    if (this.unread === 0 && !this.paged) return;
    this.unread = 0;
    this.paged = false;
    this.#drawBadge();
    this.page.touched();
  }

  #setTyping(on) {
    clearTimeout(this.typingEnds);
    this.typing.hidden = !on;
    if (!on) return;
    this.toEnd();
    this.typingEnds = setTimeout(() => (this.typing.hidden = true), TYPING_MS);
  }

  #toast(news) {
    for (const each of this.log.querySelectorAll(".key.waiting")) each.classList.remove("waiting");
    if (!news.text) return;
    if (news.alert) {
      const ok = element("button", { type: "button", class: "start", onclick: () => (this.alert.hidden = true) }, this.words.ok);
      this.alert.replaceChildren(element("div", { role: "alertdialog", "aria-modal": "false" }, element("p", {}, news.text), ok));
      this.alert.hidden = false;
      ok.focus({ preventScroll: true });
      return;
    }
    this.#note(news.text);
  }

  #note(text) {
    const toast = element("div", { class: "toast" }, text);
    this.toasts.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  // ---- what goes out

  async #post(path, body) {
    try {
      const answer = await this.page.post(path, { user: this.member.id, ...body });
      if (answer.ok) return true;
    } catch {
      // told below, whatever the reason was
    }
    this.#note(this.words.failed);
    return false;
  }

  async #press(message, button, key) {
    key.classList.add("waiting");
    setTimeout(() => key.classList.remove("waiting"), PRESS_MS);
    if (!(await this.#post("press", { message_id: message.id, data: button.data }))) key.classList.remove("waiting");
  }

  async #say(text) {
    return this.#post("say", { text, reply_to: this.replyTo });
  }

  // the field is free again at once; what could not be sent comes back into it
  async #away(path, body, written) {
    const { replyTo, editing } = this;
    this.field.value = "";
    this.editing = null;
    this.#settle();
    this.toEnd();
    if ((await this.#post(path, body)) || this.field.value) return;
    this.field.value = written;
    this.replyTo = replyTo;
    this.editing = editing;
    this.#drawFoot();
  }

  async #send() {
    const text = this.field.value.trim();
    if (!text) return;
    if (this.editing === null) await this.#away("say", { text, reply_to: this.replyTo }, text);
    else await this.#away("edit", { message_id: this.editing, text }, text);
  }

  async #attach(body) {
    const written = this.field.value;
    const takesCaption = !("latitude" in body);
    const caption = takesCaption ? written.trim().slice(0, 1024) : "";
    const sending = this.#away("send", { ...body, caption, reply_to: this.replyTo }, written);
    if (!takesCaption) this.field.value = written;
    this.#fit();
    await sending;
  }

  #reply(message) {
    if (this.field.disabled) return;
    this.editing = null;
    this.replyTo = message.id;
    this.#drawFoot();
    this.field.focus();
  }

  #edit(message) {
    this.replyTo = null;
    this.editing = message.id;
    this.field.value = message.text;
    this.#drawFoot();
    this.field.focus();
  }

  #settle() {
    if (this.editing !== null) this.field.value = "";
    this.replyTo = null;
    this.editing = null;
    this.#closeMenu();
    this.#drawFoot();
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    }
  }

  #typed() {
    this.#fit();
    if (this.field.value === "/") this.#open("commands");
    else if (this.menu === "commands") this.#closeMenu();
  }

  #fit() {
    this.slash.hidden = this.field.value.length > 0;
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  // ---- menus

  #toggle(which) {
    if (this.menu === which) this.#closeMenu();
    else this.#open(which);
  }

  #open(which) {
    this.menu = which;
    const items = which === "commands" ? this.#commandItems() : [...this.#scanItems(), ...this.#attachItems()];
    this.menuBox.replaceChildren(...items);
    this.menuBox.hidden = false;
    this.plus.setAttribute("aria-expanded", String(which === "attach"));
    this.slash.setAttribute("aria-expanded", String(which === "commands"));
  }

  #closeMenu() {
    this.menu = null;
    this.menuBox.hidden = true;
    this.plus.setAttribute("aria-expanded", "false");
    this.slash.setAttribute("aria-expanded", "false");
  }

  #scanItems() {
    if (!this.member.joins || this.field.disabled) return [];
    return [
      this.#item([element("span", {}, this.words.scan)], () => {
        this.#closeMenu();
        this.#say(this.member.joins);
      }),
    ];
  }

  #commandItems() {
    if (!this.user.commands.length) return [element("p", {}, this.words.no_commands)];
    return this.user.commands.map((each) =>
      this.#item([element("b", {}, `/${each.command}`), element("span", {}, each.description)], () => {
        this.#closeMenu();
        this.field.value = "";
        this.#fit();
        this.#say(`/${each.command}`);
      }),
    );
  }

  #attachItems() {
    const [latitude, longitude] = PLACES[this.member.tz] ?? [0, 0];
    const blocked = this.user.blocked;
    const items = blocked
      ? []
      : [
          this.#item([icon(ICONS.photo), this.words.photo], () => this.#attach({ kind: "photo" })),
          this.#item([icon(ICONS.video), this.words.video], () => this.#attach({ kind: "video", duration: 6 })),
          this.#item([icon(ICONS.voice), this.words.voice], () => this.#attach({ kind: "voice", duration: 7 })),
          this.#item([icon(ICONS.location), this.words.location], () => this.#attach({ latitude, longitude })),
          this.#item([icon(ICONS.document), this.words.document], () => this.#attach({ kind: "document" })),
        ];
    items.push(
      this.#item([icon(ICONS.block), blocked ? this.words.unblock : this.words.block], async () => {
        this.#closeMenu();
        await this.#post("block", { blocked: !blocked });
      }),
    );
    return items;
  }

  #item(inside, act) {
    return element("button", { type: "button", role: "menuitem", onclick: act }, ...inside);
  }
}
