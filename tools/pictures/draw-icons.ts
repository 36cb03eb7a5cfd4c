/** Draws the icons of the house's page from its SVG, in the sizes that phones ask for: `npx node tools/pictures/draw-icons.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { withPalette } from './palette.ts';

const PUBLIC = fileURLToPath(new URL('../../homebridge-ui/public/', import.meta.url));
/** Of an iPhone, and what a manifest must have for Android. */
const SIZES_PX = [180, 192, 512];

await using browser = await openBrowser();
const svg = readFileSync(`${PUBLIC}icon.svg`, 'utf8');
for (const size of SIZES_PX) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  writeFileSync(`${PUBLIC}icon-${size}.png`, await withPalette(await page.screenshot(), page));
  await page.close();
}
