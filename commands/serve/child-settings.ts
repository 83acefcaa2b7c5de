import type { Settings } from '#base/settings.ts';

/** The settings of the gateway's process beside the others: as theirs, with a port of its own for its metrics. */
export function childSettings(settings: Settings): Settings {
  const port = settings.metricsPort;
  return { ...settings, parts: ['gateway'], metricsPort: port === undefined ? undefined : port + 1 };
}
