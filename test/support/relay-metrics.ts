/** The figures of the relay's /metrics by `name{labels}`, and each name's sum by `name` alone. */
export async function readRelayMetrics(relayUrl: string): Promise<(key: string) => number> {
  const page = await (await fetch(`${relayUrl}/metrics`)).text();
  const figures = new Map<string, number>();
  const add = (key: string, value: number) => figures.set(key, (figures.get(key) ?? 0) + value);
  for (const line of page.split('\n')) {
    const sample = /^(?<name>[a-z_]+)(?<labels>\{.*\})? (?<value>\S+)$/.exec(line)?.groups;
    const { name = '', labels = '', value } = sample ?? {};
    if (value === undefined) continue;
    add(name, Number(value));
    if (labels !== '') add(name + labels, Number(value));
  }
  // A counter that has never counted may be absent.
  return (key) => figures.get(key) ?? 0;
}

/** Whether everything that the relay took has been dealt with. */
export async function isDrained(relayUrl: string): Promise<boolean> {
  const figure = await readRelayMetrics(relayUrl);
  return figure('alert_relay_waiting_jobs') === 0;
}
