/** The codes of sysexits.h, which service managers know: 78 is not worth a restart. */
export const SUCCESS = 0;
export const FAILURE = 1;
export const CONFIGURATION_FAULT = 78;
export const USAGE_FAULT = 64;
export const DATA_FAULT = 65;
/** Nobody could be reached, or nobody has time: try again later. */
export const UNAVAILABLE = 69;
/** A token or signature that is not the right one. */
export const PERMISSION_FAULT = 77;
