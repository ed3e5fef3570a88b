using Backorders.Grpc.Server;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Backorders.Grpc.Reflection;

/// <summary>Answers questions about the mapped services and all that their files import. Source: server-reflection.md.</summary>
internal sealed class ReflectionIndex
{
    private readonly MappedServices _services;
    private readonly Lazy<Dictionary<string, FileDescriptor>> _files;
    private readonly Lazy<Dictionary<string, FileDescriptor>> _symbols;

    public ReflectionIndex(MappedServices services)
    {
        _services = services;

        // On the first question: services may be mapped after this one.
        _files = new(FindFiles);
        _symbols = new(FindSymbols);
    }

    public ServerReflectionResponse Answer(ServerReflectionRequest question)
    {
        var answer = new ServerReflectionResponse { ValidHost = question.Host, OriginalRequest = question };
        switch (question.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse();
                answer.ListServicesResponse.Service.AddRange(_services.All.Select(service => new ServiceResponse { Name = service.FullName }));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                PutFile(answer, _files.Value.GetValueOrDefault(question.FileByFilename), $"the file '{question.FileByFilename}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                PutFile(answer, _symbols.Value.GetValueOrDefault(question.FileContainingSymbol), $"the symbol '{question.FileContainingSymbol}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType
                when _symbols.Value.ContainsKey(question.AllExtensionNumbersOfType):
                // proto3 has no extensions but custom options, and these files define none.
                answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = question.AllExtensionNumbersOfType };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                PutFile(answer, null, $"the type '{question.AllExtensionNumbersOfType}'");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                PutFile(answer, null, $"an extension of '{question.FileContainingExtension.ContainingType}'");
                break;
            default:
                answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.InvalidArgument, ErrorMessage = "The question is empty." };
                break;
        }

        return answer;
    }

    /// <summary>The file and, before any reader asks for them one by one, all that it imports.</summary>
    private static void PutFile(ServerReflectionResponse answer, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = $"This server does not know {what}." };
            return;
        }

        var files = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        Collect(file, files);
        answer.FileDescriptorResponse = new FileDescriptorResponse();
        answer.FileDescriptorResponse.FileDescriptorProto.AddRange(files.Values.Select(each => each.SerializedData));
    }

    private static void Collect(FileDescriptor file, Dictionary<string, FileDescriptor> files)
    {
        if (files.TryAdd(file.Name, file))
        {
            foreach (var import in file.Dependencies)
            {
                Collect(import, files);
            }
        }
    }

    private Dictionary<string, FileDescriptor> FindFiles()
    {
        var files = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        foreach (var service in _services.All)
        {
            Collect(service.File, files);
        }

        return files;
    }

    private Dictionary<string, FileDescriptor> FindSymbols()
    {
        var symbols = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        foreach (var file in _files.Value.Values)
        {
            foreach (var service in file.Services)
            {
                symbols[service.FullName] = file;
                foreach (var method in service.Methods)
                {
                    symbols[method.FullName] = file;
                }
            }

            AddEnums(file.EnumTypes, file);
            AddMessages(file.MessageTypes, file);
        }

        return symbols;

        void AddEnums(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
        {
            foreach (var each in enums)
            {
                symbols[each.FullName] = file;
            }
        }

        void AddMessages(IEnumerable<MessageDescriptor> messages, FileDescriptor file)
        {
            foreach (var message in messages)
            {
                symbols[message.FullName] = file;
                foreach (var field in message.Fields.InDeclarationOrder())
                {
                    symbols[field.FullName] = file;
                }

                AddEnums(message.EnumTypes, file);
                AddMessages(message.NestedTypes, file);
            }
        }
    }
}
