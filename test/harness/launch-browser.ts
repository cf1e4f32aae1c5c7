// Starts the Chromium that the set-up unpacked, for tests that look at the pages.
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** @throws Error with the mend where the browser was not unpacked. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = path.resolve(import.meta.dirname, '../../.quorum/browser/run-chromium');
  if (!fs.existsSync(executablePath)) {
    throw new Error('The tests need Chromium. Run `npm test`, which unpacks one.');
  }
  // It runs as root too, where Chromium's own sandbox does not start; the pages are our own.
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
}
