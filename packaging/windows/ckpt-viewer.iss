; UNTESTED: written to the same plan as the Debian package, on a machine without Windows.
;
; An installer made by Inno Setup 6.3 or newer of the bundle that `python packaging/dev.py bundle` leaves in dist\ckpt-viewer:
;     iscc /DVersion=0.1.0 packaging\windows\ckpt-viewer.iss
; It installs for the person who runs it, offers to open checkpoints, and takes all of it away again.
;
; Unsigned, Windows warns whoever starts it (SmartScreen). To sign: the three .exe of the bundle with
;     signtool sign /fd sha256 /tr http://timestamp.digicert.com /td sha256 /n "NAME" dist\ckpt-viewer\*.exe
; and the installer with /Ssigntool="signtool sign /fd sha256 /tr … /td sha256 /n $qNAME$q $f" and SignTool=signtool.

#ifndef Version
  #error Give the version: iscc /DVersion=...
#endif

[Setup]
AppId={{6C3D9A52-6C0B-4C59-9B62-5E7B2B7D8C11}
AppName=Checkpoint Viewer
AppVersion={#Version}
AppVerName=Checkpoint Viewer {#Version}
AppPublisher=The ckpt_viewer authors
VersionInfoVersion={#Version}
; As Qt 6 does.
MinVersion=10.0.17763
DefaultDirName={autopf}\ckpt-viewer
DefaultGroupName=Checkpoint Viewer
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; A window that is open has its libraries locked.
CloseApplications=yes
ChangesAssociations=yes
ChangesEnvironment=yes
Compression=lzma2
SolidCompression=yes
LicenseFile=..\..\LICENSE
; Drawn when the bundle was built.
SetupIconFile=..\..\dist\work\ckpt_viewer\icon.ico
OutputDir=..\..\dist
OutputBaseFilename=ckpt-viewer-{#Version}-setup
UninstallDisplayIcon={app}\ckpt-viewer.exe
UninstallDisplayName=Checkpoint Viewer
WizardStyle=modern

[InstallDelete]
; What an older version had and this one has not would be found and imported.
Type: filesandordirs; Name: "{app}\_internal"

[Tasks]
Name: associate; Description: "Offer this program for .pth, .pt, .ckpt, .ptl, .pt2 and .safetensors files"
Name: path; Description: "Make the command ckpt available in terminals"; Flags: unchecked

[Files]
Source: "..\..\dist\ckpt-viewer\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Checkpoint Viewer"; Filename: "{app}\ckpt-viewer.exe"

[Registry]
; Offered under "Open with": what opens such a file now stays the default until the person says otherwise.
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint"; ValueType: string; ValueData: "PyTorch checkpoint"; Flags: uninsdeletekey; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint\DefaultIcon"; ValueType: string; ValueData: "{app}\ckpt-viewer.exe,0"; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint\shell\open\command"; ValueType: string; ValueData: """{app}\ckpt-viewer.exe"" ""%1"""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.pth\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.pt\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.ckpt\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.ptl\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.pt2\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.safetensors"; ValueType: string; ValueData: "safetensors file"; Flags: uninsdeletekey; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.safetensors\DefaultIcon"; ValueType: string; ValueData: "{app}\ckpt-viewer.exe,0"; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.safetensors\shell\open\command"; ValueType: string; ValueData: """{app}\ckpt-viewer.exe"" ""%1"""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.safetensors"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Checkpoint Viewer"; Flags: uninsdeletekey; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\shell\open\command"; ValueType: string; ValueData: """{app}\ckpt-viewer.exe"" ""%1"""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".pth"; ValueData: ""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".pt"; ValueData: ""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".ckpt"; ValueData: ""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".ptl"; ValueData: ""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".pt2"; ValueData: ""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\Applications\ckpt-viewer.exe\SupportedTypes"; ValueType: string; ValueName: ".safetensors"; ValueData: ""; Tasks: associate
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\ckpt-viewer.exe"; Description: "Start Checkpoint Viewer"; Flags: postinstall nowait skipifsilent

[Code]
{ The place of this program among those of the path, 0 where it is not there. }
function PlaceIn(const Known: string): Integer;
begin
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Known) + ';');
end;

function NotOnPath: Boolean;
var
  Known: string;
begin
  Known := '';
  RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Known);
  Result := PlaceIn(Known) = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Known: string;
  Place: Integer;
begin
  if Step <> usPostUninstall then
    Exit;
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Known) then
    Exit;
  Place := PlaceIn(Known);
  if Place = 0 then
    Exit;
  { With the semicolon before it, or where it is the first with the one behind it. }
  if Place > 1 then
    Place := Place - 1;
  Delete(Known, Place, Length(ExpandConstant('{app}')) + 1);
  RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Known);
end;
