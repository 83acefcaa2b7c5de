import type { Settings } from '#base/settings.ts';

/** Ports of an instance, counted from its base. */
export type Ports = {
  readonly portal: number;
  readonly identity: number;
  readonly production: number;
  readonly sandbox: number;
  readonly control: number;
  readonly sneCotation: number;
  readonly banking: number;
  readonly webstat: number;
  /** Metrics and health of the process of the other parts, and of the gateway's. */
  readonly metrics: number;
  readonly gatewayMetrics: number;
};

/** Gives the ports from `base` on: what the README and the settings' table say. */
export function portsFrom(base: number): Ports {
  return {
    portal: base,
    identity: base + 1,
    production: base + 2,
    sandbox: base + 3,
    control: base + 4,
    sneCotation: base + 5,
    banking: base + 6,
    webstat: base + 7,
    metrics: base + 8,
    gatewayMetrics: base + 9,
  };
}

export function loopbackUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Where the control process is: on this machine unless the settings name another. */
export function controlUrl(settings: Settings): string {
  return settings.controlUrl ?? loopbackUrl(portsFrom(settings.portBase).control);
}

/** Port of the operators' listener of a process of these settings; null for one of several processes that could clash. */
export function metricsPort({ metricsPort: chosen, portBase, parts }: Settings): number | null {
  if (chosen !== undefined) return chosen;
  const ports = portsFrom(portBase);
  if (parts.includes('control')) return ports.metrics;
  return parts.length === 1 && parts.includes('gateway') ? ports.gatewayMetrics : null;
}

/** Where that listener is found. @throws Error for a process that has none */
export function metricsUrl(settings: Settings): string {
  const host = settings.metricsHost;
  return `http://${host.includes(':') ? `[${host}]` : host}:${metricsPort(settings)}`;
}

/**
 * The portal's public address, without a slash at its end. By name where no other is set: browsers bind passkeys to names, and
 * refuse them to addresses like 127.0.0.1 (WebAuthn §5.1.2: a relying party is a domain).
 */
export function portalUrl(settings: Settings): string {
  return settings.portalUrl ?? `http://localhost:${portsFrom(settings.portBase).portal}`;
}

/** Addresses of the services that this instance runs itself, by the name after `local:` in a declaration. */
export function localUpstreams(settings: Settings): ReadonlyMap<string, string> {
  const ports = portsFrom(settings.portBase);
  return new Map([
    ['sne-cotation', loopbackUrl(ports.sneCotation)],
    ['banking', loopbackUrl(ports.banking)],
    // Three products of one service, told apart by their path there.
    ['webstat-fr', `${loopbackUrl(ports.webstat)}/webstat-fr/v1`],
    ['webstat-en', `${loopbackUrl(ports.webstat)}/webstat-en/v1`],
    ['webstat-sdmx', `${loopbackUrl(ports.webstat)}/sdmx/v2.1`],
  ]);
}
