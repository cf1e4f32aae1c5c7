// A browser page that remembers whatever ought not to happen: dialogs, errors, refused content.
import type { Browser, Locator, Page } from 'playwright-core';

interface Visit {
  width?: number;
  height?: number;
  language?: 'en' | 'vi';
}

/** `alarms` fills as dialogs open, scripts fail or the content policy refuses something. The caller closes the page's context. */
export async function openPage(browser: Browser, { width = 1280, height = 800, language = 'en' }: Visit = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'vi' ? 'vi-VN' : 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const alarms: string[] = [];
  page.on('dialog', (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => alarms.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') alarms.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page.setDefaultTimeout(15_000);
  return { page, alarms, close: () => context.close() };
}

/** How many pixels of the page lie beyond the right edge of the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The text that a reader sees there, without what is hidden. */
export async function textOf(place: Locator): Promise<string> {
  return (await place.allInnerTexts()).join('\n');
}
