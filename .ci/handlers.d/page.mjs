// Opens shared pages: nothing is asked of anybody, no script fails, and pointing at a value lights up where it came from.
import puppeteer from 'puppeteer-core';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

const [executablePath, ...pages] = process.argv.slice(2);
assert.ok(pages.length > 0, 'there is a page');
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const path of pages) {
    const page = await browser.newPage();
    const asked = [];
    const errors = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    const url = pathToFileURL(path).href;
    await page.goto(url);
    const values = await page.$$('.event [data-w]');
    assert.ok(values.length > 5, `${path} has values with an origin`);
    const value = values[Math.floor(values.length / 2)];
    await value.hover();
    const line = await page.$eval('.origin', (origin) => origin.textContent);
    assert.match(line, /^From /);
    assert.ok((await page.$$('.template .lit')).length > 0, 'the template is lit');
    assert.ok((await page.$$('.event .lit')).length > 0, 'the event is lit');
    assert.ok((await page.$$('table.compare td')).length > 40, 'the comparison is there');
    assert.deepEqual(asked, [url], 'nothing else is asked for');
    assert.deepEqual(errors, []);
  }
} finally {
  await browser.close();
}
