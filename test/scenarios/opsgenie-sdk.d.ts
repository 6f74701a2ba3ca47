/** The part of npm `opsgenie-sdk` that the scenario uses; the package has no types of its own. */
declare module 'opsgenie-sdk' {
  type Told = (error: { readonly httpStatusCode?: number } | null, answer: unknown) => void;
  interface Identifier {
    readonly identifier: string;
    readonly identifierType: 'alias' | 'id' | 'tiny';
  }
  type Act = (of: Identifier, body: object, config: object, told: Told) => void;

  const opsgenie: {
    configure(options: { readonly host: string; readonly api_key: string }): void;
    readonly alertV2: {
      create(alert: object, config: object, told: Told): void;
      delete(of: Identifier, config: object, told: Told): void;
      readonly acknowledge: Act;
      readonly unacknowledge: Act;
      readonly addNote: Act;
      readonly snooze: Act;
      readonly close: Act;
    };
  };
  export default opsgenie;
}
