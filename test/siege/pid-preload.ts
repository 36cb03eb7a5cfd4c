// Preloaded into Homebridge (NODE_OPTIONS=--import): reports its process id to the test.
import { isMainThread } from 'node:worker_threads';
import { isFlagRaised, PID, reportToTest } from './flag-files.ts';

const flagFolder = process.env['SIEGE_FLAGS'];
// Processes that Homebridge starts preload this module, too, but later: the first report is Homebridge's.
if (isMainThread && flagFolder !== undefined && !isFlagRaised(flagFolder, PID)) reportToTest(PID, String(process.pid));
