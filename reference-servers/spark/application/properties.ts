/** Spark properties worth showing: none that may hold a secret, and not the classpaths and Java options. */
export const wantedProperty = /^spark\.(?!.*(password|secret|token|key|credential|extraJavaOptions|extraClassPath))/i;
