/** Promises about paths, pipes and the launcher on each platform. Tests pass the platform in; no Windows ran them. */
export const platformsPromises = {
  "platforms.paths": ["The home, its files and the launcher have the platform's own paths.", "issue 13"],
  "platforms.no-windows": ["The documents say that no Windows ran Drawbridge, and what is open there.", "issue 13"],
  "platforms.pipes": ["On Windows each home has one named pipe, however its folder is spelled.", "issue 13"],
  "platforms.launcher": ["The launcher is a script in the platform's own form, with its line ends.", "issue 13"],
} as const;
