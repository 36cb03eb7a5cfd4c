import { readConfig } from '../../src/config/read-config.ts';
import { startService } from '../../src/service/service.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

// A process that runs the plugin's service without a meter in the folder in its argument, until its input ends.
const say = (text: string) => void process.stdout.write(`${text}\n`);
const { stop } = startService({
  config: readConfig(pluginBlock({ meters: [] })).config,
  folder: process.argv[2] ?? '',
  log: { debug() {}, info: say, warn: say, error: say },
});
process.stdin.resume().once('end', () => void stop());
