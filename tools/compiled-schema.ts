import standalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin, type RolldownOutput } from 'rolldown';
import { ajv, schema, validateAndFillDefaults } from '../src/config/compiled-schema.ts';
import { PROJECT } from '../testbed/project.ts';

const SOURCE = `${PROJECT}src/config/compiled-schema.ts`;
const FILE = 'compiled-schema.js';

/**
 * What ajv makes of the schema, in place of `src/config/compiled-schema.ts`: a file of its own, which has what that module exports. It is
 * no code of ours, so that nobody looks for its lines, and it is minified: as written it is four times as long.
 */
export function compiledSchema(): { readonly plugin: Plugin; write(folder: string): Promise<RolldownOutput> } {
  return {
    plugin: {
      name: 'compiled schema',
      resolveId: (source) => (source.endsWith('/compiled-schema.ts') ? { id: `./${FILE}`, external: true } : null),
    },
    write: (folder) =>
      build({
        cwd: PROJECT,
        input: SOURCE,
        platform: 'node',
        plugins: [
          {
            name: 'written by ajv',
            resolveId: (source) => (source === SOURCE ? source : null),
            load: (id) => (id === SOURCE ? moduleWithValues() : null),
          },
        ],
        output: { file: `${folder}/${FILE}`, minify: true },
      }),
  };
}

/** The code of a module that exports the same values as the source. What went wrong is found by the place in the configuration alone. */
function moduleWithValues(): string {
  const code = standalone
    .default(ajv, validateAndFillDefaults)
    .replace(/^export default .*$/m, '')
    .replace('export const validate = ', 'export const validateAndFillDefaults = ')
    .replaceAll(/schemaPath:"[^"]*",keyword:"\w+",/g, '');
  return `export const schema = ${JSON.stringify(schema)};\n${code}`;
}
