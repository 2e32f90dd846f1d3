// Keeps the reader’s place, and makes links to words that were selected. Without it the page is all there.
(() => {
  const main = document.getElementById('text');
  const places = [...main.querySelectorAll('[id]:not(aside, aside *, button)')];
  const key = `chapbook ${main.dataset.text}`;

  // The place: which paragraph stands at the top of the screen, and how much of it is above.
  const keep = () => {
    const top = places.findLast((place) => place.getBoundingClientRect().top <= 1);
    try {
      if (!top || scrollY < innerHeight / 2) return localStorage.removeItem(key);
      const box = top.getBoundingClientRect();
      localStorage.setItem(key, JSON.stringify([top.id, -box.top / (box.height || 1)]));
    } catch { /* a browser that keeps nothing */ }
  };
  const find = () => {
    const entry = performance.getEntriesByType('navigation')[0];
    if (scrollY || location.hash || entry?.name.includes(':~:') || (entry && entry.type !== 'navigate')) return;
    try {
      const [id, above] = JSON.parse(localStorage.getItem(key)) ?? [];
      const box = document.getElementById(id)?.getBoundingClientRect();
      if (box) scrollTo(0, scrollY + box.top + above * box.height);
    } catch { /* nothing was kept, or not by us */ }
  };
  (document.fonts?.ready ?? Promise.resolve()).then(find);
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', () => document.hidden && keep());

  // Links to words: https://wicg.github.io/scroll-to-text-fragment/, with the paragraph for browsers that cannot.
  const share = document.getElementById('share');
  const [button, status] = share.children;
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  // What is found in a text must be in one piece: calls of notes and the ends of blocks part it.
  const pieces = (range) => {
    const copy = range.cloneContents();
    copy.querySelectorAll('.side-notes').forEach((notes) => notes.remove());
    copy.querySelectorAll('.note-call, br, img').forEach((mark) => mark.replaceWith('\0'));
    copy.querySelectorAll('p, li, div, pre, dt, dd, td, th, h2, h3, h4, h5, h6, figcaption, .line').forEach((block) => block.append('\0'));
    return copy.textContent.split('\0').map(plain).filter(Boolean);
  };
  const whole = (range) => {
    const letter = /[\p{L}\p{N}\p{M}]/u;
    const { startContainer: first, endContainer: last } = range;
    const grown = range.cloneRange();
    let [start, end] = [range.startOffset, range.endOffset];
    if (first.nodeType === Node.TEXT_NODE && letter.test(first.data[start] ?? '')) {
      while (start && letter.test(first.data[start - 1])) start -= 1;
      grown.setStart(first, start);
    }
    if (last.nodeType === Node.TEXT_NODE && end && letter.test(last.data[end - 1])) {
      while (end < last.length && letter.test(last.data[end])) end += 1;
      grown.setEnd(last, end);
    }
    return grown;
  };
  const spread = (from, before) => {
    const range = document.createRange();
    range.selectNodeContents(from);
    if (before) range.setEnd(before.startContainer, before.startOffset);
    return pieces(range);
  };
  const fragment = (range, block) => {
    const found = pieces(range);
    const [first, last] = [found[0].split(' '), found.at(-1).split(' ')];
    const text = `\n${spread(main).join('\n')}\n`;
    const times = (words) => text.split(words).length - 1;
    const code = (words) => encodeURIComponent(words).replace(/-/g, '%2D');
    let start = found.length === 1 && first.length <= 8 ? first : first.slice(0, 4);
    while (times(start.join(' ')) > 1 && start.length < first.length) start = first.slice(0, start.length + 1);
    const before = spread(block ?? main, range).at(-1)?.split(' ').slice(-4).join(' ');
    const prefix = times(start.join(' ')) > 1 && before ? `${code(before)}-,` : '';
    const ended = found.length === 1 && start.length === first.length;
    return `${prefix}${code(start.join(' '))}${ended ? '' : `,${code(last.slice(-4).join(' '))}`}`;
  };
  const link = (selected) => {
    const range = whole(selected);
    const from = range.startContainer;
    const block = (from.nodeType === Node.TEXT_NODE ? from.parentElement : from).closest('main [id]');
    const here = location.href.split('#')[0];
    const told = document.querySelector('link[rel=canonical]')?.href;
    return `${/^http/.test(here) ? here : told ?? here}#${block?.id ?? ''}:~:text=${fragment(range, block)}`;
  };
  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch { // the clipboard is for secure pages alone: an older way works on any
      const area = share.appendChild(document.createElement('textarea'));
      area.value = words;
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      return done;
    }
  };
  let chosen = null;
  let timer = 0;
  const hide = (after) => {
    clearTimeout(timer);
    timer = setTimeout(() => { share.hidden = true; }, after);
  };
  document.addEventListener('selectionchange', () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    if (!range || !main.contains(range.commonAncestorContainer) || !pieces(range).length) {
      if (!button.hidden) hide(400);
      return;
    }
    clearTimeout(timer);
    [chosen, share.hidden, button.hidden, status.textContent] = [range.cloneRange(), false, false, ''];
  });
  button.addEventListener('pointerdown', (event) => event.preventDefault());
  button.addEventListener('click', async () => {
    const words = link(chosen);
    if (!await copy(words)) prompt(button.textContent, words);
    button.hidden = true;
    status.textContent = share.dataset.done;
    hide(3000);
  });
})();
