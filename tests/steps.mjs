// Drives Firefox through the steps that stand on standard input as JSON; prints what each gave, and what was said.
import { readdirSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { library, firefox, downloads, steps } = JSON.parse(Buffer.concat(chunks));
const { default: puppeteer } = await import(pathToFileURL(`${library}/lib/esm/puppeteer/puppeteer-core.js`));
const types = 'application/pdf,application/epub+zip,application/octet-stream,application/x-mobipocket-ebook';
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: firefox,
  headless: true,
  downloadBehavior: { policy: 'allow', downloadPath: downloads },
  extraPrefsFirefox: {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.useDownloadDir': true,
    'browser.download.always_ask_before_handling_new_types': false,
    'browser.helperApps.neverAsk.saveToDisk': types,
    'browser.altClickSave': true,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': 9,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': 9,
    'network.proxy.allow_hijacking_localhost': false,
  },
});
const said = [];
const results = [];
try {
  let page;
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const open = async () => {
    page = await browser.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (fault) => said.push(String(fault)));
  };
  const saved = () => readdirSync(downloads).filter((name) => statSync(`${downloads}/${name}`).size > 0);
  await open();
  const acts = {
    // After a click that saves a file Puppeteer waits for a page that never comes: the next one is a page of its own.
    visit: async (address) => {
      await open();
      await page.goto(address);
    },
    goto: (address) => page.goto(address),
    size: ([width, height]) => page.setViewport({ width, height }),
    click: (selector) => page.click(selector),
    save: async (selector) => {
      await page.keyboard.down('Alt');
      await page.click(selector);
      await page.keyboard.up('Alt');
    },
    press: (key) => page.keyboard.press(key),
    evaluate: (code) => page.evaluate(code),
    wait: (code) => page.waitForFunction(code, { timeout: 10000 }),
    pause,
    saved: async (count) => {
      for (let tries = 0; tries < 400; tries += 1) {
        const names = saved();
        if (names.length >= count && !names.some((name) => name.endsWith('.part'))) return;
        await pause(50);
      }
    },
    screenshot: (path) => page.screenshot({ path }),
  };
  for (const [act, argument] of steps) {
    const given = await acts[act](argument);
    if (act === 'evaluate') results.push(given);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ results, said }));
