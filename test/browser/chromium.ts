import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is, if anywhere. */
export const chromiumPath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((place) => place !== undefined && existsSync(place));

/** What to do without it. */
export const chromiumHint =
  'install it by "apt-get install chromium", or say where it is by CHROMIUM=/path/to/chromium';

const flags =
  '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';

/** Starts Chromium; where there is none the error says how to get it. */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`Chromium is missing: ${chromiumHint}`);
  return chromium.launch({ executablePath: chromiumPath, args: flags.split(' ') });
}
