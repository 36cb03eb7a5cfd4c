import { build, type Plugin, type RolldownOutput } from 'rolldown';
import { PROJECT } from '../testbed/project.ts';

const SOURCE = `${PROJECT}src/mqtt/mqtt-client.ts`;
const FILE = 'mqtt-client.js';

/**
 * The client of MQTT.js in place of `src/mqtt/mqtt-client.ts`: a file of its own, minified, of 110 kB. As a dependency it would come with 44
 * packages and 12.7 MB for every home, and most homes have no broker.
 */
export function mqttClient(): { readonly plugin: Plugin; write(folder: string): Promise<RolldownOutput> } {
  return {
    plugin: {
      name: 'MQTT client',
      resolveId: (source) => (source.endsWith('/mqtt-client.ts') ? { id: `./${FILE}`, external: true } : null),
    },
    write: (folder) =>
      build({
        cwd: PROJECT,
        input: SOURCE,
        platform: 'node',
        plugins: [forNode()],
        output: { file: `${folder}/${FILE}`, minify: true },
      }),
  };
}

/**
 * What stands in for packages that the client loads. Of what brings timers that run on to browsers, Node.js needs nothing. With `DEBUG=*`, as
 * Homebridge's users are told to set it, `debug` writes each text that is sent to the log, and so the password.
 */
const IN_PLACE_OF: { readonly [source: string]: string } = {
  'worker-timers': '',
  debug: 'module.exports = () => () => {};',
};

function forNode(): Plugin {
  const mark = '\0in place of ';
  return {
    name: 'for Node',
    resolveId(source) {
      if (source === 'readable-stream') return { id: 'node:stream', external: true };
      return source in IN_PLACE_OF ? `${mark}${source}` : null;
    },
    load: (id) => (id.startsWith(mark) ? (IN_PLACE_OF[id.slice(mark.length)] ?? null) : null),
  };
}
