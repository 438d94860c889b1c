import type { Cause } from "../diagnosis/cause.ts";

export const nativeCrash: Cause = {
  id: "native-crash",
  title: "A Java process crashed in native code",
  rank: "root",
  signatures: [
    { pattern: /A fatal error has been detected by the Java Runtime Environment|hs_err_pid\d+/, strength: "certain" },
    {
      pattern: /exit(?:ed)?(?: with)?(?: status| code|Code)?[:= ]+\(?(?:134|139)\b|\bSIG(SEGV|BUS|ILL)\b|core dumped/i,
      strength: "likely",
    },
  ],
  fix: "Read the hs_err_pid file that the process left: the problematic frame names the library. Usual reasons: a native library (compression codec, Arrow, a vectorised engine) that does not match the operating system or the JVM, or a mapped file on a full or lost disk. Change the library's version, or turn that codec or engine off.",
  source: "HotSpot, fatal error log; POSIX: exit code 128 + signal (SIGABRT 134, SIGSEGV 139)",
};
