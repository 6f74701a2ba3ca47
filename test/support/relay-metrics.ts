/** The figures of the relay's /metrics, each summed over its labels. */
export async function readRelayMetrics(relayUrl: string): Promise<ReadonlyMap<string, number>> {
  const page = await (await fetch(`${relayUrl}/metrics`)).text();
  const sums = new Map<string, number>();
  for (const line of page.split('\n')) {
    const sample = /^(?<name>[a-z_]+)(?:\{.*\})? (?<value>\S+)$/.exec(line)?.groups;
    const { name, value } = sample ?? {};
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}

/** Whether everything that the relay took has been dealt with. */
export async function isDrained(relayUrl: string): Promise<boolean> {
  const metrics = await readRelayMetrics(relayUrl);
  return metrics.get('alert_relay_waiting_jobs') === 0;
}
