/**
 * Matches the Spark properties that are shown: no property that may hold a secret, no classpath and no Java options.
 */
export const isShownProperty = /^spark\.(?!.*(password|secret|token|key|credential|extraJavaOptions|extraClassPath))/i;
