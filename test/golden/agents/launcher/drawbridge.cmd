@echo off
rem Starts Drawbridge for the agents on this machine. Each update of Drawbridge writes this file again.
chcp 65001 >nul
setlocal disabledelayedexpansion
set "NODE_OPTIONS="
set "DRAWBRIDGE_HOME=C:\Users\Jörg 100%%\.drawbridge"
if not exist "C:\Users\Jörg 100%%\.vscode\extensions\drawbridge-0.2.0\proxy\cli.js" goto :next0
if exist "C:\Program Files\nodejs\node.exe" ("C:\Program Files\nodejs\node.exe" "C:\Users\Jörg 100%%\.vscode\extensions\drawbridge-0.2.0\proxy\cli.js" %*& goto :end)
if exist "C:\Users\Jörg 100%%\AppData\Local\Programs\Microsoft VS Code\Code.exe" (set "ELECTRON_RUN_AS_NODE=1"& "C:\Users\Jörg 100%%\AppData\Local\Programs\Microsoft VS Code\Code.exe" "C:\Users\Jörg 100%%\.vscode\extensions\drawbridge-0.2.0\proxy\cli.js" %*& goto :end)
where /q node && (node "C:\Users\Jörg 100%%\.vscode\extensions\drawbridge-0.2.0\proxy\cli.js" %*& goto :end)
:next0
echo drawbridge: Drawbridge was moved or removed. Open VS Code, or run drawbridge agents add, to set this right. 1>&2
exit /b 127
:end
exit /b %ERRORLEVEL%
