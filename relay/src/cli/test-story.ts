/** What was sent, the record it became, and what came back. */
export interface TestStory {
  readonly well: boolean;
  readonly workspace: string;
  readonly connection: string;
  readonly servedBy: string;
  readonly sent: {
    readonly delivery: string;
    readonly event: string;
    readonly source: string;
    readonly route: string;
    readonly title: string;
  };
  readonly outcome: string;
  readonly why: readonly string[];
  readonly record?: {
    readonly table: string;
    readonly number: string;
    readonly sysId: string;
    readonly key: string;
    readonly url: string;
  };
  readonly cameBack: {
    /** Read from the instance after the write. */
    readonly record?: Readonly<Record<string, string>>;
    /** What was sent and is not what the record holds. */
    readonly drift: readonly string[];
    /** The change that the app noted and the relay received. */
    readonly change?: { readonly id: string; readonly outcome: string; readonly because: string };
    readonly changeMissing?: string;
  };
  readonly resolved?: {
    readonly outcome: string;
    readonly state: string;
    readonly why: readonly string[];
  };
}

/** Whether all that was looked at went as it should. */
export function isWell({
  isReadBack,
  isChangeMissing,
  resolved,
}: {
  readonly isReadBack: boolean;
  readonly isChangeMissing: boolean;
  readonly resolved: TestStory['resolved'];
}): boolean {
  return isReadBack && !isChangeMissing && !['dead', 'waiting'].includes(resolved?.outcome ?? '');
}

export function printTestStory(story: TestStory): readonly string[] {
  const { sent, record, cameBack, outcome, resolved } = story;
  return [
    `sent      "${sent.title}" by route ${sent.route}, carried by ${story.servedBy}`,
    `outcome   ${outcome}`,
    ...story.why.map((line) => `          ${line}`),
    ...(record === undefined
      ? []
      : [`record    ${record.number} (${record.table})  ${record.url}`]),
    ...(cameBack.record === undefined
      ? []
      : [
          `read back ${Object.entries(cameBack.record)
            .map(([column, value]) => `${column}=${value}`)
            .join(', ')}`,
        ]),
    ...(cameBack.drift.length === 0 ? [] : [`not kept  ${cameBack.drift.join(', ')}`]),
    ...(cameBack.change === undefined
      ? []
      : [
          `came back change ${cameBack.change.id}: ${cameBack.change.outcome}, ${cameBack.change.because}`,
        ]),
    ...(cameBack.changeMissing === undefined ? [] : [`MISSING   ${cameBack.changeMissing}`]),
    ...(resolved === undefined
      ? []
      : [
          `resolved  ${resolved.outcome}, state ${resolved.state}`,
          ...resolved.why.map((line) => `          ${line}`),
        ]),
    verdictOf(story),
  ];
}

/** Says no more than was seen: in table mode, and with changes off, no change comes of a test alert. */
function verdictOf({ well, connection, cameBack }: TestStory): string {
  if (!well) {
    return `That did not work; "alert-relay doctor ${connection}" says where.`;
  }
  if (cameBack.change !== undefined) return 'Alerts flow both ways.';
  return `Alerts flow to ServiceNow. The way back was not looked at: "alert-relay send-test ${connection} --checklist" does it.`;
}
