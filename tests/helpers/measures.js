/* What a page looks like, measured in the browser; tests/measuring.py asks for it. Every function gives a list of
   sentences, one for each fault; an empty list is a page without one. */
window.measures = (() => {
  const name = (element) => {
    const steps = [];
    for (let at = element; at && at !== document.documentElement && steps.length < 3; at = at.parentElement) {
      const among = at.parentElement ? [...at.parentElement.children].indexOf(at) + 1 : 1;
      const id = at.id ? `#${at.id}` : at.classList.length ? `.${[...at.classList].join(".")}` : `:nth-child(${among})`;
      steps.unshift(at.localName + id);
    }
    return steps.join(" > ");
  };
  const said = (text) => `“${text.trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  // What is out of sight on purpose: the skip link, and text that is there for screen readers alone.
  const cutAway = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath.startsWith("inset(50%") || style.clipPath.startsWith("inset(100%")) return true;
      if (style.position === "absolute" && at.getBoundingClientRect().bottom + scrollY <= 0) return true;
    }
    return false;
  };
  const seen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    parseFloat(getComputedStyle(element).fontSize) > 0 && !cutAway(element);

  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const known = new Map();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || ["SCRIPT", "STYLE", "TITLE", "DESC"].includes(parent.tagName)) continue;
      if (!known.has(parent)) known.set(parent, seen(parent));
      if (known.get(parent)) yield [node, parent];
    }
  }

  const scroller = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return at;
    return null;
  };

  // Text or boxes that stand outside the page, or would make it scroll sideways.
  const runsOff = () => {
    const faults = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
    const range = document.createRange();
    for (const [node, parent] of texts()) {
      if (scroller(parent)) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.right > width + 1 || box.left < -1)
        faults.push(`${name(parent)} ${said(node.data)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    }
    return faults;
  };

  // Boxes that hide a part of what they hold.
  const clips = () => {
    const faults = [];
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const hides = (axis) => ["hidden", "clip"].includes(axis);
      if (element instanceof SVGElement || !(hides(style.overflowX) || hides(style.overflowY)) || !seen(element)) continue;
      if (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
        faults.push(`${name(element)} hides ${element.scrollWidth - element.clientWidth} px of its width`);
      if (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
        faults.push(`${name(element)} hides ${element.scrollHeight - element.clientHeight} px of its height`);
    }
    return faults;
  };

  // Lines of text that stand on one another. A line's box is taller than its letters: the middle of it counts.
  const overlaps = () => {
    const boxes = [];
    const range = document.createRange();
    for (const [node, parent] of texts()) {
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width < 2 || box.height < 2) continue;
        const middle = box.height * 0.25;
        boxes.push({ node, parent, left: box.left, right: box.right, top: box.top + middle, bottom: box.bottom - middle });
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    const faults = [];
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom - 1; j++) {
        const [a, b] = [boxes[i], boxes[j]];
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) < 2 || scroller(a.parent) || scroller(b.parent)) continue;
        faults.push(`${name(a.parent)} ${said(a.node.data)} and ${name(b.parent)} ${said(b.node.data)} overlap`);
        break;
      }
    }
    return faults;
  };

  // Colours, as the browser itself reads them: [red, green, blue, alpha], 0 to 255.
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const read = new Map();
  const channels = (colour) => {
    if (!read.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      read.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return read.get(colour);
  };
  const over = (top, below) => {
    const alpha = top[3] / 255;
    return [...[0, 1, 2].map((i) => top[i] * alpha + below[i] * (1 - alpha)), 255];
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      layers.push(channels(style.backgroundColor));
      if (layers.at(-1)[3] === 255) break;
    }
    const canvasColour = channels(getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
      matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff");
    return layers.reduceRight((below, top) => over(top, below), canvasColour);
  };
  const opacity = (element) => {
    let all = 1;
    for (let at = element; at; at = at.parentElement) all *= parseFloat(getComputedStyle(at).opacity);
    return all;
  };

  // Every text, generated content and number of a list, against what lies behind it. axe looks at none of the
  // generated, and gives up where another box lies over the words.
  const pale = (least) => {
    const faults = new Set();
    const judge = (element, colour, text, below) => {
      if (!below) return faults.add(`${name(element)} ${text} stands on a picture`);
      const ink = [...channels(colour)];
      ink[3] *= opacity(element);
      const got = ratio(over(ink, below), below);
      if (got < least) faults.add(`${name(element)} ${text} has a contrast of ${got.toFixed(2)}`);
    };
    for (const [node, parent] of texts()) {
      const style = getComputedStyle(parent);
      const svg = parent instanceof SVGElement;
      judge(parent, svg ? style.fill : style.color, said(node.data), ground(parent));
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (!seen(element)) continue;
      for (const pseudo of ["::before", "::after"]) {
        const style = getComputedStyle(element, pseudo);
        if (["none", "normal", '""'].includes(style.content) || style.display === "none") continue;
        const own = channels(style.backgroundColor);
        const below = ground(element);
        judge(element, style.color, `${pseudo} ${style.content.slice(0, 30)}`, below && over(own, below));
      }
      const style = getComputedStyle(element);
      if (style.display === "list-item" && style.listStyleType !== "none")
        judge(element, getComputedStyle(element, "::marker").color, "::marker", ground(element));
    }
    return [...faults];
  };

  // Words of a drawing against a colour that lies over the paper behind them.
  const paleOn = (selector, colour, least) => [...document.querySelectorAll(selector)].flatMap((element) => {
    const below = over(channels(colour), ground(element));
    const got = ratio(channels(getComputedStyle(element).fill), below);
    return got < least ? [`${name(element)} ${said(element.textContent)} has a contrast of ${got.toFixed(2)}`] : [];
  });

  // The ring around what has the focus.
  const ring = () => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const faults = [];
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push(`${name(element)} has no outline`);
    else {
      const got = ratio(channels(style.outlineColor), ground(element.parentElement) ?? [255, 255, 255, 255]);
      if (got < 3) faults.push(`${name(element)} has an outline with a contrast of ${got.toFixed(2)}`);
    }
    if (box.width < 1 || box.height < 1) faults.push(`${name(element)} has no size`);
    if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1)
      faults.push(`${name(element)} is out of sight, at ${Math.round(box.left)}, ${Math.round(box.top)}`);
    return faults;
  };

  const focused = () => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const box = element.getBoundingClientRect();
    const place = [...document.querySelectorAll("*")].indexOf(element);
    const aside = element.closest(".notes") !== null;
    return { name: name(element), place, aside, top: box.top + scrollY };
  };

  return { runsOff, clips, overlaps, pale, paleOn, ring, focused, name };
})();
