/**
 * The views of the servers that receive the meter's values. They are in one code file, since they share the trial of a server, and a part
 * of the page must not import another one (`build.ts`).
 */
export { influxView } from './influx-view.ts';
export { mqttCard } from './mqtt-card.ts';
