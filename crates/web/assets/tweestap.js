// Copy, print and show buttons. Without script they stay hidden and nothing else changes.
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
