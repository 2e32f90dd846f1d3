// The filter of the landing page. Without it every text is simply there.
(() => {
  const fields = document.getElementById('filter');
  const [words, language, subject] = ['words', 'language', 'subject'].map((id) => document.getElementById(id));
  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const texts = [...document.querySelectorAll('article')].map((article) => ({
    article,
    language: article.dataset.language,
    subjects: article.dataset.subjects.split('\n'),
    words: plain(article.querySelector('.about').textContent),
  }));
  const filter = () => {
    const wanted = plain(words.value).split(/\s+/);
    let shown = 0;
    for (const text of texts) {
      const fits = wanted.every((word) => text.words.includes(word))
        && (!language?.value || text.language === language.value)
        && (!subject?.value || text.subjects.includes(subject.value));
      text.article.hidden = !fits;
      shown += fits;
    }
    document.getElementById('count').value = `${shown} ${shown === 1 ? 'text' : 'texts'}`;
    document.getElementById('none').hidden = shown > 0;
  };
  fields.addEventListener('input', filter);
  fields.hidden = false;
  filter(); // a browser that comes back keeps what was filled in
})();
