using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Backorders.EndToEnd.Tests.Way;

/// <summary>
/// A copy of this program in which the methods of some source files first call <see cref="Trace.Pass"/>. Which method stands in which file, the product's symbols tell. So it is seen
/// what runs, when, and nothing of the product is there for the sake of being seen.
/// </summary>
internal static class TracedCopy
{
    /// <param name="files">Paths of source files, from the repository's root.</param>
    /// <param name="folder">An empty folder, which then holds the program.</param>
    public static void Make(IReadOnlyList<string> files, string folder)
    {
        foreach (string path in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        foreach (string project in files.Select(f => f.Split('/')[1]).Distinct())
        {
            Trace(files, Path.Combine(AppContext.BaseDirectory, project + ".dll"), Path.Combine(folder, project + ".dll"));
        }
    }

    private static void Trace(IReadOnlyList<string> files, string source, string target)
    {
        using DefaultAssemblyResolver beside = new();
        beside.AddSearchDirectory(AppContext.BaseDirectory);
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            source, new ReaderParameters { ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider(), AssemblyResolver = beside });
        MethodReference pass = module.ImportReference(typeof(Trace).GetMethod(nameof(Way.Trace.Pass)));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            string? document = method.DebugInformation.SequencePoints.FirstOrDefault()?.Document.Url.Replace('\\', '/');
            if (document is not null && files.FirstOrDefault(f => document.EndsWith("/" + f, StringComparison.Ordinal)) is { } file)
            {
                ILProcessor code = method.Body.GetILProcessor();
                Instruction first = method.Body.Instructions[0];
                code.InsertBefore(first, code.Create(OpCodes.Ldstr, file));
                code.InsertBefore(first, code.Create(OpCodes.Call, pass));
            }
        }

        module.Write(target);
    }
}
