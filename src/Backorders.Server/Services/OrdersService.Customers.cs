using Backorders.Server.Mapping.Orders;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

internal sealed partial class OrdersService
{
    public override Task<V1.AnswerDelayResponse> AnswerDelay(V1.AnswerDelayRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.AnswerDelay(request, caller, caller.RequireOwner()), caller, CustomerAnswers.Delay);
    }

    public override Task<V1.OfferSubstitutionResponse> OfferSubstitution(V1.OfferSubstitutionRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.OfferSubstitution(request, caller, caller.RequireOwner()), caller, CustomerAnswers.Offer);
    }

    public override Task<V1.AcceptSubstitutionResponse> AcceptSubstitution(V1.AcceptSubstitutionRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.AcceptSubstitution(request, caller, caller.RequireOwner()), caller, CustomerAnswers.Substitution);
    }

    public override Task<V1.ReportPaymentResponse> ReportPayment(V1.ReportPaymentRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(CustomerMessages.ReportPayment(request, caller, caller.RequireOwner()), caller, CustomerAnswers.Payment);
    }
}
