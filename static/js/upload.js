// Shows progress while a file travels, sends several one after another, and proves that each arrived whole.
// Without this script the same form works as a plain one.

const fingerprint = async (file) => {
  if (!globalThis.crypto?.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const send = (form, file, sha256, onProgress) => new Promise((resolve, reject) => {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "next"]) {
    const field = form.elements.namedItem(name);
    if (field) body.append(name, field.value);
  }
  body.append("sha256", sha256);
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
  });
  request.addEventListener("load", () => (request.response?.problems ? resolve(request.response) : reject(new Error())));
  for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Error()));
  request.send(body);
});

const start = (form) => {
  const input = form.querySelector("input[type='file']");
  const status = form.querySelector("[data-upload-status]");
  const bar = form.querySelector("[data-upload-progress]");
  const field = input.closest(".mc-field");
  const errors = form.querySelector("[data-upload-error]");
  const pattern = form.querySelector("[data-upload-problem]");
  let spoken = -1;

  // Marks what was refused as the page without this script does.
  const tell = (problems) => {
    errors.replaceChildren(...problems.map((problem) => {
      const line = pattern.content.cloneNode(true);
      line.querySelector("span").textContent = problem;
      return line;
    }));
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== errors.id);
    if (problems.length) described.push(errors.id);
    input.setAttribute("aria-describedby", described.join(" "));
    field.toggleAttribute("data-error", problems.length > 0);
    if (problems.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const say = (text) => {
    status.hidden = false;
    status.textContent = text;
  };
  const progress = (file) => (percent) => {
    bar.value = percent;
    // A screen reader hears every tenth, not every step.
    const tenth = Math.floor(percent / 10) * 10;
    if (tenth === spoken) return;
    spoken = tenth;
    say(percent < 100 ? `${form.dataset.sendingText} ${file.name}: ${tenth} %` : `${form.dataset.checkingText}: ${file.name}`);
  };

  form.addEventListener("submit", async (event) => {
    if (!input.files.length || !globalThis.FormData || event.defaultPrevented) return;
    event.preventDefault();
    const problems = [];
    let next = "";
    tell(problems);
    bar.hidden = false;
    try {
      for (const file of [...input.files]) {
        spoken = -1;
        const answer = await send(form, file, await fingerprint(file), progress(file));
        problems.push(...answer.problems);
        next = answer.next;
      }
    } catch {
      problems.push(form.dataset.lostText);
    }
    if (!problems.length) {
      location.assign(next);
      return;
    }
    bar.hidden = true;
    status.hidden = true;
    tell(problems);
    input.focus();
    const button = form.querySelector("button[data-label]");
    delete form.dataset.sent;
    if (button) {
      button.removeAttribute("aria-disabled");
      button.firstChild.textContent = button.dataset.label;
    }
  });
};

for (const form of document.querySelectorAll("form[data-upload]")) start(form);
