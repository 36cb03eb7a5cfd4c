/** Draws the pictures of the wiring and of a receiver of one's own into docs/images: `npx node tools/pictures/draw-wiring.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { receiverDrawing } from './receiver-drawing.ts';
import { wiringDrawing } from './wiring-drawing.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));

for (const language of LANGUAGES) {
  writeFileSync(`${IMAGES}wiring.${language}.svg`, wiringDrawing(language));
  writeFileSync(`${IMAGES}receiver.${language}.svg`, receiverDrawing(language));
}
