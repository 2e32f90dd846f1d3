// Clicks through a landing page in Firefox as a visitor does: usage `node firefox.js FIREFOX ADDRESS FOLDER`.
// Downloads go to FOLDER; what was seen is printed as JSON.
const puppeteer = require('puppeteer-core');
const until = async (done) => {
  for (let tries = 0; tries < 400 && !done(); tries += 1) await new Promise((then) => setTimeout(then, 50));
};
const [firefox, address, folder] = process.argv.slice(2);
(async () => {
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: firefox, headless: true,
    extraPrefsFirefox: {
      'browser.download.folderList': 2, 'browser.download.dir': folder, 'pdfjs.disabled': true,
      'browser.download.always_ask_before_handling_new_types': false, 'network.captive-portal-service.enabled': false,
    },
  });
  const told = { faults: [], read: [] };
  // Each visit is a page of its own: after a download Puppeteer waits for a page that never comes, ever longer.
  const visit = async () => {
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && told.faults.push(message.text()));
    page.on('pageerror', (fault) => told.faults.push(String(fault)));
    await page.goto(address);
    return page;
  };
  const first = await visit();
  told.title = await first.title();
  told.font = await first.$eval('h1', (heading) => getComputedStyle(heading).fontFamily);
  told.links = await first.$$eval('ul.files a', (links) => links.map((link) => link.getAttribute('href')));
  const open = async (page, href) => (await page.$(`ul.files a[href="${href}"]`)).click();
  for (const href of told.links) {
    const page = await visit();
    await open(page, href);
    if (href.endsWith('.html')) {
      await until(() => page.url().endsWith(href));
      told.read.push(await page.$eval('h1', (heading) => heading.textContent));
    }
  }
  // Downloads go on by themselves; the browser must not end before them.
  const fs = require('fs');
  const files = told.links.filter((href) => !href.endsWith('.html')).map((href) => decodeURIComponent(href.split('/').pop()));
  const there = (file) => fs.existsSync(`${folder}/${file}`) && fs.statSync(`${folder}/${file}`).size > 0;
  const done = () => files.every(there) && !fs.readdirSync(folder).some((file) => file.endsWith('.part'));
  await until(done);
  await browser.close();
  console.log(JSON.stringify(told));
})().catch((fault) => { console.error(fault); process.exit(1); });
