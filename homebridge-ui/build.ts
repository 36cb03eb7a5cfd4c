/** Bundles the settings page into `public/page.js`, and copies uPlot's style sheet beside it. */
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

await build({
  input: pathOf('page/main.ts'),
  platform: 'browser',
  output: { file: pathOf('public/page.js'), format: 'iife', minify: true },
});
copyFileSync(pathOf('../node_modules/uplot/dist/uPlot.min.css'), pathOf('public/uplot.css'));
