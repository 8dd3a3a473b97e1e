// Copy, print and show buttons, and panels that follow a form. Without script they stay hidden, or wait for a button.
"use strict";
for (const button of document.querySelectorAll("button[hidden][data-act]")) {
  const target = document.getElementById(button.dataset.target);
  const said = button.querySelector("[data-words]");
  const acts = {
    copy: async () => {
      const lines = target.children.length ? [...target.children].map((line) => line.textContent.trim()) : [target.textContent.trim()];
      try {
        await navigator.clipboard.writeText(lines.join(button.dataset.join === "line" ? "\n" : ""));
        said.textContent = button.dataset.done;
      } catch {
        // Refused by the browser: select it, so that one key copies it.
        getSelection().selectAllChildren(target);
      }
    },
    print: () => window.print(),
    show: () => {
      const plain = target.type === "password";
      target.type = plain ? "text" : "password";
      said.textContent = plain ? button.dataset.done : button.dataset.rest;
      target.focus();
    },
  };
  if (button.dataset.act === "copy" && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", acts[button.dataset.act]);
}

// A form with data-live="id id" has these parts of its page renewed as one types: the server renders the preview.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting, asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      const fields = new URLSearchParams(new FormData(form));
      fields.set("act", "preview");
      try {
        const answer = await fetch(form.action, { method: "POST", body: fields, redirect: "error" });
        if (!answer.ok || mine !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const id of form.dataset.live.split(" ")) {
          const [now, next] = [document.getElementById(id), page.getElementById(id)];
          if (now && next) now.replaceChildren(...next.childNodes);
        }
      } catch {
        // Signed out or away: the buttons of the form say so.
      }
    }, 400);
  });
}
