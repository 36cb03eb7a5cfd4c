/** Draws docs/images/apple-home.*.svg: `npx node tools/pictures/draw-apple-home.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { appleHomeDrawing } from './apple-home-drawing.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));

for (const language of LANGUAGES) writeFileSync(`${IMAGES}apple-home.${language}.svg`, appleHomeDrawing(language));
