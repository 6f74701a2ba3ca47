/** What a call carries to be known by: headers, and the secret part of them. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  /** To be hidden where an answer repeats it. */
  readonly secret: string;
}

/** Signs calls to one instance in, with one set of credentials. */
export interface Authentication {
  /** Gets a token first where one is needed. */
  authorize(): Promise<Proof>;
  /** The instance refused this proof. True when the next `authorize` gives another one. */
  renew(refused: Proof): boolean;
  /** Tokens that it holds now. */
  tokens(): readonly string[];
}
