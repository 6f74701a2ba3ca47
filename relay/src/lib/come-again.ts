/** Of what cannot be used until somebody corrects it; what waited longer would go on too late. */
export const COME_AGAIN_MS = 60_000;
