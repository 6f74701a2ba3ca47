/** Column of a record → stored value. */
export type Fields = Readonly<Record<string, string>>;
