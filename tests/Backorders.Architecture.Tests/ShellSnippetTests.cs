using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Backorders.Architecture.Tests;

/// <summary>
/// What documents show to be typed into a shell: a shell can read it, and files and variables that it names are there. Commands of <c>backorders</c> itself are parsed by the
/// tests of the command line. What needs Docker, a cluster of Kubernetes or a machine of one's own is not run here.
/// </summary>
public sealed partial class ShellSnippetTests
{
    private static readonly IReadOnlyList<Block> Blocks =
    [
        .. from path in Repository.Files(string.Empty, ".md")
           let text = Repository.Read(path)
           from match in Shell().Matches(text)
           select new Block(path, 2 + text.AsSpan(0, match.Index).Count('\n'), match.Groups[1].Value),
    ];

    [Fact]
    public void Shell_CanBeRead()
    {
        Assert.True(Blocks.Count > 15, $"Only {Blocks.Count} are found: it tests too little.");
        Findings.None(
            from block in Blocks
            let outcome = Bash(block.Text, parseOnly: true)
            where outcome.Code != 0
            select $"{block.Path}:{block.Line}: {outcome.Error}");
    }

    [Fact]
    public void Shell_FilesOfTheTree_AreThere()
    {
        (Block Block, string Path)[] named = [.. from block in Blocks from match in TreePath().Matches(Comment().Replace(block.Text, string.Empty)) select (block, match.Value)];
        Assert.True(named.Length > 10, $"Only {named.Length} files are named: it tests too little.");
        Findings.None(from name in named where !Repository.Exists(name.Path) select $"{name.Block.Path}:{name.Block.Line}: there is no {name.Path}.");
    }

    [Fact]
    public void Shell_FilesOfTheTreeThatAreRun_MayBeRun()
    {
        Findings.None(
            from block in Blocks
            from match in Run().Matches(block.Text)
            let path = match.Groups["path"].Value
            where !MayBeRun(Repository.Full(path))
            select $"{block.Path}:{block.Line}: {path} is not executable.");
    }

    private static bool MayBeRun(string path) => OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);

    /// <summary>A variable that nothing reads does nothing, and says nothing.</summary>
    [Fact]
    public void Shell_VariablesOfBackorders_AreReadSomewhere()
    {
        string read = string.Concat(Repository.Files("src/", ".cs").Concat(Repository.Files("deploy/", ".sh", ".sql")).Concat(Repository.Files("tests/", ".cs")).Select(Repository.Read));
        Findings.None(
            from block in Blocks
            from match in Variable().Matches(block.Text)
            where !read.Contains(match.Value, StringComparison.Ordinal)
            select $"{block.Path}:{block.Line}: nothing reads {match.Value}.");
    }

    /// <summary>deploy/README.md's way into Kubernetes, with a kubectl that notes what it is told: certificates are really made, and each secret has the files that pods look for.</summary>
    [OpensslFact]
    public void Kubernetes_OfThePage_MakesTheSecretsThatPodsMount()
    {
        Block block = Assert.Single(Blocks, b => b.Text.Contains("kubectl apply", StringComparison.Ordinal));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-kubectl-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "deploy"), Repository.Full("deploy"));
            Array.ForEach(["db-owner", "db-serve", "keys.json"], file => File.WriteAllText(Path.Combine(folder.FullName, file), "x"));
            (int code, string output, string error) = Bash("kubectl() { echo \"kubectl $*\"; }\n" + block.Text, parseOnly: false, folder.FullName);
            Assert.True(code == 0, error);
            string[] told = [.. output.Split('\n').Where(l => l.StartsWith("kubectl ", StringComparison.Ordinal))];
            Assert.Equal("kubectl create namespace " + Yaml.Read("deploy/kubernetes/namespace.yaml")[0].Text("metadata", "name"), told[0]);
            string applied = Path.Combine(told[^1].Split(' ')[^1], "kustomization.yaml");
            Assert.NotEmpty(Yaml.Read(applied));

            Dictionary<string, string[]> secrets = told.Where(l => l.Contains(" create secret generic ", StringComparison.Ordinal)).Select(l => l.Split(' ')).ToDictionary(
                l => l[Array.IndexOf(l, "generic") + 1], l => l.Where(w => w.StartsWith("--from-file=", StringComparison.Ordinal)).Select(w => w["--from-file=".Length..]).ToArray());
            Assert.All(secrets.Values.SelectMany(f => f), file => Assert.True(File.Exists(Path.Combine(folder.FullName, file.Split('=')[^1])), $"{file} is not there."));
            Assert.Equal(Mounted().Keys.Order(StringComparer.Ordinal), secrets.Keys.Order(StringComparer.Ordinal));
            Findings.None(
                from secret in Mounted()
                from file in secret.Value
                where !secrets[secret.Key].Select(NameOf).Contains(file)
                select $"{block.Path}:{block.Line}: pods read {file} of the secret {secret.Key}, which has {string.Join(", ", secrets[secret.Key].Select(NameOf))}.");
            Assert.DoesNotContain("authority.key", secrets["backorders-tls"].Select(NameOf));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The shell's key and the hash that goes into the key file are a node's own.</summary>
    [OpensslFact]
    public void Keys_OfThePage_HashAsANodeDoes()
    {
        const string key = "bko_written-by-hand";
        Match line = Regex.Match(Repository.Read("deploy/README.md"), "`(?<line>[^`]+sha256sum)`");
        Assert.True(line.Success, "deploy/README.md does not say how a key's text is hashed.");
        (int code, string output, string error) = Bash($"KEY={key}\n{line.Groups["line"].Value}", parseOnly: false);
        Assert.True(code == 0, error);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))), output.Split(' ')[0]);
    }

    /// <summary>Each secret that a pod mounts, with the files that its settings name under the mount.</summary>
    private static Dictionary<string, string[]> Mounted()
    {
        Dictionary<string, string[]> mounted = [];
        YamlNode[] documents = [.. Repository.Files("deploy/kubernetes/", ".yaml").SelectMany(Yaml.Read)];
        string settings = string.Concat(documents.Where(d => d.Text("kind") == "ConfigMap").SelectMany(d => d.Pairs("data")).Select(p => p.Value.ToString()));
        foreach (YamlNode pod in documents.Where(d => d.Text("kind") is "StatefulSet" or "Job").Select(d => d.At("spec", "template", "spec")!))
        {
            YamlNode container = pod.List("containers").Single();
            string named = string.Join('\n', container.List("env").Select(e => e.Text("value"))) + settings;
            foreach (YamlNode volume in pod.List("volumes").Where(v => v.At("secret") is not null))
            {
                string at = container.List("volumeMounts").Single(m => m.Text("name") == volume.Text("name")).Text("mountPath") + "/";
                mounted.Add(volume.Text("secret", "secretName")!, [
                    .. Regex.Matches(named, Regex.Escape(at) + @"(?<file>[\w.$()-]+)").Select(m => m.Groups["file"].Value.Replace("$(Backorders__Cluster__NodeId)", "backorders-2", StringComparison.Ordinal)),
                ]);
            }
        }

        Assert.All(mounted, m => Assert.NotEmpty(m.Value));
        return mounted;
    }

    /// <summary>Under which name kubectl puts a file into a secret: what stands before the '=', or the file's own.</summary>
    private static string NameOf(string fromFile) => fromFile.Contains('=', StringComparison.Ordinal) ? fromFile.Split('=')[0] : Path.GetFileName(fromFile);

    private static (int Code, string Output, string Error) Bash(string text, bool parseOnly, string? folder = null)
    {
        ProcessStartInfo start = new("bash", parseOnly ? ["-n", "-c", text] : ["-euc", text])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Repository.Root,
        };
        using Process bash = Process.Start(start)!;
        Task<string> error = bash.StandardError.ReadToEndAsync();
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return (bash.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Lines of a document to be typed into a shell, and where they begin.</summary>
    private sealed record Block(string Path, int Line, string Text);

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"(?<=^|\s)#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w./-])(?:deploy|samples|src|tests|protos|docs|\.ci)/[\w./-]*[\w/]")]
    private static partial Regex TreePath();

    [GeneratedRegex(@"(?:^|[;=""] ?|\bdo |&& )(?<path>deploy/[\w./-]+\.sh)\b(?=\s)", RegexOptions.Multiline)]
    private static partial Regex Run();

    [GeneratedRegex(@"\bBACKORDERS_[A-Z_]+\b")]
    private static partial Regex Variable();
}
