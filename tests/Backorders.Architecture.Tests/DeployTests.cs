using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Server;
using Backorders.Server.Options;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Backorders.Architecture.Tests;

/// <summary>What is deployed fits what is built: settings exist, files that are named are there, and nothing runs with more rights than it needs.</summary>
public sealed partial class DeployTests
{
    private const string Section = "Backorders";

    private static readonly string[] Manifests = [.. Repository.Files("deploy/kubernetes/", ".yaml")];

    [Fact]
    public void Yaml_CanBeRead()
    {
        foreach (string path in Repository.Files("deploy/", ".yaml", ".yml"))
        {
            Assert.NotEmpty(Yaml.Read(path));
        }
    }

    [Fact]
    public void SettingsOfTheEnvironment_AreOptionsOfANode() => Findings.None(
        from path in Repository.Files("deploy/", ".yaml", ".service", ".env", "Containerfile", ".md", ".sh")
        let text = Repository.Read(path)
        from match in EnvironmentSetting().Matches(text)
        let name = match.Value.Replace("__", ":", StringComparison.Ordinal)
        let problem = Problem([KeyValuePair.Create(name, ExampleOf(name))])
        where problem is not null
        select $"{path}:{1 + text.AsSpan(0, match.Index).Count('\n')}: {match.Value}: {problem}");

    [Fact]
    public void SettingsFiles_AreOptionsOfANodeAndFitEachOther()
    {
        List<(string Path, string Json)> files = [.. Repository.Files("deploy/", ".json").Select(p => (p, Repository.Read(p)))];
        files.AddRange(
            from path in Manifests
            from document in Yaml.Read(path)
            where document.Text("kind") == "ConfigMap"
            from entry in document.Pairs("data")
            select (path, ((YamlScalarNode)entry.Value).Value!));
        Assert.True(files.Count >= 3);
        foreach ((string path, string json) in files)
        {
            using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
            NodeOptions options = Bind(new ConfigurationBuilder().AddJsonStream(stream));

            // Each node's own address stands in its environment, not in what all of them share.
            options.Cluster.Address = "http://10.0.0.11:5081";

            // Files that only the site has are not there; everything else must be right.
            Findings.None(options.Check().Where(w => !w.Contains("there is no file", StringComparison.Ordinal)).Select(w => $"{path}:1: {w}"));
        }
    }

    [Theory]
    [InlineData("deploy/compose/cluster.yaml", "node-1")]
    [InlineData("deploy/compose/cluster.yaml", "node-3")]
    [InlineData("deploy/compose/compose.yaml", "node")]
    public void ServicesOfCompose_AreSetUpAsANodeNeeds(string path, string service)
    {
        YamlNode node = Yaml.Read(path)[0].At("services", service)!;
        NodeOptions options = Bind(new ConfigurationBuilder().AddInMemoryCollection(
            node.Pairs("environment").Select(p => KeyValuePair.Create(p.Key.Replace("__", ":", StringComparison.Ordinal), ((YamlScalarNode)p.Value).Value))));

        Assert.DoesNotContain(options.Check(), w => !w.Contains("there is no file", StringComparison.Ordinal));
        Assert.Equal("true", node.Text("read_only"));
        Assert.Equal(["ALL"], node.List("cap_drop").Select(n => n.ToString()));
        Assert.All(node.List("ports"), p => Assert.StartsWith("127.0.0.1:", p.ToString(), StringComparison.Ordinal));
        Assert.True(int.Parse(node.Text("stop_grace_period")!.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture) > 3 * options.Limits.StopSeconds);
        Assert.DoesNotContain("bash", string.Join(' ', node.List("healthcheck", "test")), StringComparison.Ordinal);
    }

    [Fact]
    public void SecretsOfCompose_AreFilesThatEveryServiceNames()
    {
        YamlNode compose = Yaml.Read("deploy/compose/cluster.yaml")[0];
        HashSet<string> known = [.. compose.Pairs("secrets").Select(p => p.Key)];

        Assert.All(compose.Pairs("secrets"), s => Assert.StartsWith("secrets/", s.Value.Text("file"), StringComparison.Ordinal));
        Assert.All(compose.Pairs("services").SelectMany(s => s.Value.List("secrets")), s => Assert.Contains(s.ToString(), known));
        Findings.None(
            from service in compose.Pairs("services")
            from variable in service.Value.Pairs("environment")
            where variable.Value.ToString().StartsWith("/run/secrets/", StringComparison.Ordinal)
            where !service.Value.List("secrets").Any(s => variable.Value.ToString() == "/run/secrets/" + s)
            select $"deploy/compose/cluster.yaml: {service.Key} reads {variable.Value}, which is not among its secrets.");
    }

    [Fact]
    public void Kustomization_HoldsEveryManifest()
    {
        YamlNode kustomization = Yaml.Read("deploy/kubernetes/kustomization.yaml")[0];

        Assert.Equal(
            Manifests.Select(m => Path.GetFileName(m)).Where(m => m != "kustomization.yaml").Order(StringComparer.Ordinal),
            kustomization.List("resources").Select(r => r.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pods_RunWithoutRightsThatTheyDoNotNeed()
    {
        List<YamlNode> pods = [.. from path in Manifests from d in Yaml.Read(path) where d.Text("kind") is "StatefulSet" or "Job" select d.At("spec", "template", "spec")!];
        Assert.Equal(2, pods.Count);
        foreach (YamlNode pod in pods)
        {
            Assert.Equal(("true", "1654", "RuntimeDefault"), (
                pod.Text("securityContext", "runAsNonRoot"), pod.Text("securityContext", "runAsUser"), pod.Text("securityContext", "seccompProfile", "type")));
            Assert.Equal("false", pod.Text("automountServiceAccountToken"));
            YamlNode container = Assert.Single(pod.List("containers"));
            Assert.Equal(("false", "true", "ALL"), (
                container.Text("securityContext", "allowPrivilegeEscalation"), container.Text("securityContext", "readOnlyRootFilesystem"),
                container.Text("securityContext", "capabilities", "drop", 0)));
            Assert.Equal(
                container.List("volumeMounts").Select(m => m.Text("name")).Distinct().Order(StringComparer.Ordinal), pod.List("volumes").Select(v => v.Text("name")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void StatefulSet_DrainsProbesAndIsFound()
    {
        YamlNode set = Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "StatefulSet");
        YamlNode pod = set.At("spec", "template", "spec")!;
        YamlNode container = pod.List("containers").Single();
        List<YamlNode> services = [.. Manifests.SelectMany(Yaml.Read).Where(d => d.Text("kind") == "Service")];

        Assert.Equal("3", set.Text("spec", "replicas"));
        Assert.True(int.Parse(pod.Text("terminationGracePeriodSeconds")!, System.Globalization.CultureInfo.InvariantCulture) > 3 * new NodeLimits().StopSeconds);
        Assert.Equal(("/health", "/health/live"), (container.Text("readinessProbe", "httpGet", "path"), container.Text("livenessProbe", "httpGet", "path")));
        Assert.Equal("None", services.Single(s => s.Text("metadata", "name") == set.Text("spec", "serviceName")).Text("spec", "clusterIP"));
        Assert.Contains($".{set.Text("spec", "serviceName")}:5081", container.List("env").Single(e => e.Text("name") == "Backorders__Cluster__Address").Text("value"), StringComparison.Ordinal);
        Assert.Equal("1", Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "PodDisruptionBudget").Text("spec", "maxUnavailable"));
        Dictionary<string, string> labels = set.Pairs("spec", "template", "metadata", "labels").ToDictionary(p => p.Key, p => p.Value.ToString());
        Assert.All(services.Select(s => s.Pairs("spec", "selector")), s => Assert.All(s, l => Assert.Equal(l.Value.ToString(), labels[l.Key])));
    }

    [Fact]
    public void StatefulSet_NodesReachEachOtherBeforeTheyServe_AndNobodyElseDoes()
    {
        YamlNode set = Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "StatefulSet");
        YamlNode container = set.At("spec", "template", "spec")!.List("containers").Single();
        Dictionary<string, string?> settings = container.List("env").ToDictionary(e => e.Text("name")!, e => e.Text("value"));
        string port = settings["Backorders__Cluster__Port"]!;
        YamlNode service = Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "Service" && d.Text("metadata", "name") == set.Text("spec", "serviceName"));
        List<YamlNode> doors = [.. Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "NetworkPolicy").List("spec", "ingress").Where(i => i.List("ports").Any(p => p.Text("port") == port))];

        Assert.EndsWith($").{set.Text("spec", "serviceName")}", settings["Backorders__Cluster__Host"], StringComparison.Ordinal);
        Assert.Equal($"0.0.0.0:{port}", settings["Backorders__Cluster__Bind"]);
        Assert.Equal("true", service.Text("spec", "publishNotReadyAddresses"));
        Assert.Contains(port, container.List("ports").Select(p => p.Text("containerPort")));
        Assert.Contains(port, service.List("spec", "ports").Select(p => p.Text("port")));
        YamlNode from = Assert.Single(Assert.Single(doors).List("from"));
        Assert.Equal(["podSelector"], from.Pairs().Select(p => p.Key));
        Assert.All(["Certificate", "Key", "Authority"], file => Assert.StartsWith(
            container.List("volumeMounts").Single(m => m.Text("name") == "tls").Text("mountPath") + "/", settings[$"Backorders__Cluster__Tls__{file}"], StringComparison.Ordinal));
    }

    [Fact]
    public void Discovery_AsksForThePodsOfTheNodes_AndMayListPodsAlone()
    {
        const string Folder = "deploy/kubernetes-discovery/";
        List<YamlNode> added = [.. Repository.Files(Folder, ".yaml").SelectMany(Yaml.Read)];
        YamlNode set = Manifests.SelectMany(Yaml.Read).Single(d => d.Text("kind") == "StatefulSet");
        YamlNode patch = added.Single(d => d.Text("kind") == "StatefulSet");
        YamlNode pod = patch.At("spec", "template", "spec")!;
        List<YamlNode> settings = [.. pod.List("containers").Single().List("env")];
        YamlNode rule = Assert.Single(added.Single(d => d.Text("kind") == "Role").List("rules"));
        YamlNode binding = added.Single(d => d.Text("kind") == "RoleBinding");

        Assert.Equal(set.Text("metadata", "name"), patch.Text("metadata", "name"));
        Assert.Equal(set.At("spec", "template", "spec", "containers", 0).Text("name"), pod.Text("containers", 0, "name"));
        Assert.Equal("status.podIP", settings.Single(e => e.Text("name") == "Backorders__Cluster__Host").Text("valueFrom", "fieldRef", "fieldPath"));
        Assert.Equal(
            set.Pairs("spec", "template", "metadata", "labels").Select(l => $"{l.Key}={l.Value}"),
            settings.Single(e => e.Text("name") == "Backorders__Cluster__Kubernetes__PodLabelSelector").Text("value")!.Split(','));
        Assert.Contains(new Backorders.Actors.Hosting.Meeting.KubernetesOptions().PortName, set.At("spec", "template", "spec", "containers", 0)!.List("ports").Select(p => p.Text("name")));
        Assert.Equal(["pods"], rule.List("resources").Select(r => r.ToString()));
        Assert.Equal(["list"], rule.List("verbs").Select(v => v.ToString()));
        Assert.Equal(pod.Text("serviceAccountName"), binding.Text("subjects", 0, "name"));
        Assert.Equal(added.Single(d => d.Text("kind") == "Role").Text("metadata", "name"), binding.Text("roleRef", "name"));
        YamlNode kustomization = Yaml.Read(Folder + "kustomization.yaml")[0];
        Assert.Equal(
            Repository.Files(Folder, ".yaml").Select(p => Path.GetFileName(p)).Where(f => f != "kustomization.yaml").Append("../kubernetes").Order(StringComparer.Ordinal),
            kustomization.List("resources").Select(r => r.ToString()).Concat(kustomization.List("patches").Select(p => p.Text("path")!)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Units_DrainOnSigterm_AndWriteNothingButTheirFolder() => Findings.None(
        from path in Repository.Files("deploy/systemd/", ".service")
        let lines = Repository.Read(path).Split('\n')
        from wanted in (string[])["KillSignal=SIGTERM", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet=", "User=backorders", "Restart=on-failure"]
        where !lines.Contains(wanted)
        select $"{path}:1: has no line {wanted}");

    [Fact]
    public void Scripts_AreExecutableAndCanBeRead()
    {
        foreach (string path in Repository.Files("deploy/", ".sh"))
        {
            Assert.StartsWith("#!/usr/bin/env bash\n", Repository.Read(path), StringComparison.Ordinal);
            Assert.Contains("set -euo pipefail", Repository.Read(path), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.True(File.GetUnixFileMode(Repository.Full(path)).HasFlag(UnixFileMode.UserExecute), $"{path} is not executable.");
                using Process check = Process.Start(new ProcessStartInfo("bash", ["-n", Repository.Full(path)]) { RedirectStandardError = true })!;
                string said = check.StandardError.ReadToEnd();
                check.WaitForExit();
                Assert.True(check.ExitCode == 0, $"{path}: {said}");
            }
        }
    }

    [Fact]
    public void Alerts_NameAPartOfARunbookThatIsThere()
    {
        string[] headings = [.. from page in (string[])["deploy/runbook.md", "deploy/cluster.md"]
                                from line in Repository.Read(page).Split('\n')
                                where line.StartsWith("## ", StringComparison.Ordinal)
                                select line[3..].Trim()];
        List<YamlNode> rules = [.. Yaml.Read("deploy/prometheus/alerts.yml")[0].List("groups").SelectMany(g => g.List("rules"))];

        Assert.True(rules.Count > 10);
        Findings.None(
            from rule in rules
            let named = NamedPart().Match(rule.Text("annotations", "description") ?? string.Empty).Groups["part"].Value
            where !headings.Contains(named)
            select $"deploy/prometheus/alerts.yml: {rule.Text("alert")} names '{named}'; there are: {string.Join(" | ", headings)}");
    }

    /// <summary>What a node tells stands in the file that its own tests compare with a node.</summary>
    [Fact]
    public void Alerts_GoBySeriesThatANodeTells()
    {
        Dictionary<string, string[]> told = Repository.Read("tests/Backorders.Server.Tests/Golden/metrics.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(l => l[0], l => l[3].Split(','));
        List<YamlNode> rules = [.. Yaml.Read("deploy/prometheus/alerts.yml")[0].List("groups").SelectMany(g => g.List("rules"))];

        Findings.None(
            from rule in rules
            let expression = rule.Text("expr")!
            from series in AlertSeries().Matches(expression)
            let name = series.Groups["name"].Value
            let metric = told.ContainsKey(name) ? name : HistogramPart().Replace(name, string.Empty)
            let labels = told.GetValueOrDefault(metric)
            let unknown = AlertLabel().Matches(series.Groups["labels"].Value).Select(m => m.Groups["label"].Value).Concat(GroupLabels(expression))
                .FirstOrDefault(l => labels is not null && !labels.Contains(l) && l is not ("instance" or "job" or "le"))
            where labels is null || unknown is not null
            select $"deploy/prometheus/alerts.yml: {rule.Text("alert")} goes by {name}{(labels is null ? string.Empty : $" and its label {unknown}")}, which no node tells.");
    }

    private static IEnumerable<string> GroupLabels(string expression) =>
        GroupedBy().Matches(expression).SelectMany(m => m.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static NodeOptions Bind(IConfigurationBuilder settings) =>
        settings.Build().GetSection(Section).Get<NodeOptions>(static binder => binder.ErrorOnUnknownConfiguration = true)!;

    private static string? Problem(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        try
        {
            return Bind(new ConfigurationBuilder().AddInMemoryCollection(settings)) is null ? "there is no such setting." : null;
        }
        catch (InvalidOperationException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
    }

    /// <summary>A value that fits the setting's type: only its name is looked at here.</summary>
    private static string? ExampleOf(string name) => (string[])["AllowRemote", "Console"] is { } flags && flags.Any(f => name.EndsWith(f, StringComparison.Ordinal)) ? "true"
        : name.EndsWith("Journal", StringComparison.Ordinal) ? "Postgres" : "1";

    [GeneratedRegex(@"\bBackorders__[A-Za-z0-9_]+\b(?!\))")]
    private static partial Regex EnvironmentSetting();

    [GeneratedRegex(@"\b(?<name>backorders_[a-z_]+)(\{(?<labels>[^}]*)\})?")]
    private static partial Regex AlertSeries();

    [GeneratedRegex(@"(?<label>[a-z_]+)\s*(=~|!=|!~|=)")]
    private static partial Regex AlertLabel();

    [GeneratedRegex(@"\bby\s*\((?<labels>[^)]*)\)")]
    private static partial Regex GroupedBy();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"Runbook: (?<part>[^.]+)\.$")]
    private static partial Regex NamedPart();
}
